/** Nobody reads our output any more, and nothing else is left to do: no failure. */
export class OutputClosed extends Error {}
