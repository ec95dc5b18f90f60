/** The audit cannot start; the message says why and what to do about it. */
export class CannotAudit extends Error {
  constructor(message: string) {
    super(message);
    this.name = "CannotAudit";
  }
}
