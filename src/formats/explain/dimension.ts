import type { Dimension, Rule, RuleSet } from "../../core/rule.js";
import { type Page, pageOf } from "./page.js";

/** What a dimension asks, what each of its rungs says, and which rules answer it. */
export function explainDimension(dimension: Dimension, ruleSet: RuleSet): Page {
  const { capping, answering } = rulesOf(dimension, ruleSet);
  return pageOf(dimension.title, [
    { text: dimension.question },
    {
      text: "A ladder of five rungs, a point each. A rung carries those beneath it: whatever holds on a higher one counts on the lower ones as well.",
    },
    {
      facts: dimension.rungs.map(
        ({ text }, index) =>
          `${index + 1}: ${text} (asked by ${answering(index + 1)
            .map(named)
            .join(", ")})`,
      ),
    },
    {
      facts: [
        ...(dimension.rungs.some(({ additive }) => additive)
          ? [`a rung that says "as well" is worth at most the one beneath it`]
          : []),
        ...capping.map(({ id, cap }) => `at or under ${cap?.max} while \`${id}\` is not passed`),
      ],
    },
    {
      text: `\`exptrack explain RULE\` tells what a rule looks at; --only ${dimension.id} shows an audit's findings.`,
    },
  ]);
}

/** The same for a program. */
export function dimensionDocument(dimension: Dimension, ruleSet: RuleSet): Record<string, unknown> {
  const { capping, answering } = rulesOf(dimension, ruleSet);
  return {
    ...dimension,
    rungs: dimension.rungs.map(({ text, additive = false }, index) => ({
      rung: index + 1,
      text,
      additive,
      rules: answering(index + 1).map(({ id }) => id),
    })),
    caps: capping.map(({ id, cap }) => ({ rule: id, max: cap?.max })),
  };
}

const named = ({ id }: Rule): string => `\`${id}\``;

function rulesOf({ id }: Dimension, { rules }: RuleSet) {
  return {
    capping: rules.filter(({ cap }) => cap?.dimension === id),
    answering: (height: number): readonly Rule[] => rules.filter(({ rung }) => rung === `${id}.${height}`),
  };
}
