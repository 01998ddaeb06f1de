"""Many articles: files in, files out, on one core, one machine or a cluster.

One process reads and writes; workers turn lines into bytes and know of no file:

    inputs → shards → pool or cluster → store → OUT

``run.py`` holds these arrows on one screen. What a worker does with a shard is ``work.py``; it is
the same function on a Dask cluster, so that the answers are the same, byte for byte.
"""
