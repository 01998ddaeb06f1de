// The button that prints a sheet.
{
  document.documentElement.classList.add("js");
  document.querySelector("button.print")?.addEventListener("click", () => print());
}
