/** What a server answered, or why it did not: nobody there, a problem, a host of files, or something else. */
type Asked<T> = { answer: T } | { kind: "silent" | "refused" | "files" | "other"; trouble: string };
/** A form for texts of one's own; `ask` tells the visitor what went wrong and then gives null. */
interface AskingForm {
  ask<T>(path: string, body: unknown, is: (answer: any) => answer is T): Promise<T | null>;
  tell(message: string): void;
  trouble(message: string, instead?: URL): void;
  onSubmit(act: () => Promise<void>): void;
}
declare var ask: {
  send<T>(path: string, body: unknown, server: URL, is: (answer: any) => answer is T): Promise<Asked<T>>;
  addressed(typed: string): URL | null;
  form(form: HTMLFormElement, told: HTMLElement): AskingForm;
};
