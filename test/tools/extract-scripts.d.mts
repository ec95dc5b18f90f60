export interface ActionStep {
  readonly name: string;
  readonly id?: string;
  readonly if?: string;
  readonly env: Readonly<Record<string, string>>;
  readonly run: string;
}
export function actionSteps(): ActionStep[];
export function blocksOf(path: string, language: string): string[];
