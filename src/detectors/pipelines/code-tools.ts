/** Pipelines that are written in Python, by what their libraries call them. */
export interface CodeTool {
  readonly tool: string;
  /** What its names begin with. */
  readonly package: string;
  /** Decorators, calls or base classes that make the pipeline, and its steps. */
  readonly root: RegExp;
  readonly step: RegExp;
  /** null: no command is known that runs it. */
  readonly command: ((path: string) => string) | null;
  /** The command runs a program: the file itself, or one that imports it. */
  readonly program?: true;
}

export const CODE_TOOLS: readonly CodeTool[] = [
  {
    tool: "airflow",
    package: "airflow",
    root: /^airflow\.(?:DAG|models\.DAG|models\.dag\.DAG|sdk\.DAG|decorators\.dag|sdk\.dag)$/,
    step: /^airflow\.(?:\w+\.)*\w+(?:Operator|Sensor)$|^airflow\.(?:decorators|sdk)\.task(?:\.\w+)?$/,
    command: null,
  },
  {
    tool: "prefect",
    package: "prefect",
    root: /^prefect\.(?:flow|Flow|flows\.flow)$/,
    step: /^prefect\.(?:task|Task|tasks\.task)$/,
    command: (path) => `python ${path}`,
    program: true,
  },
  {
    tool: "dagster",
    package: "dagster",
    root: /^dagster\.(?:job|graph|define_asset_job|Definitions|repository|pipeline)$/,
    step: /^dagster\.(?:asset|multi_asset|graph_asset|op|solid)$/,
    command: (path) => `dagster job execute -f ${path}`,
  },
  {
    tool: "kubeflow",
    package: "kfp",
    root: /^kfp\.(?:v2\.)?dsl\.(?:pipeline|graph_component)$/,
    step: /^kfp\.(?:v2\.)?(?:dsl\.(?:component|ContainerOp|container_component)|components\.(?:create_component_from_func|load_component_from_\w+|func_to_container_op))$/,
    command: null,
  },
  {
    tool: "metaflow",
    package: "metaflow",
    root: /^metaflow\.FlowSpec$/,
    step: /^metaflow\.step$/,
    command: (path) => `python ${path} run`,
    program: true,
  },
  {
    tool: "kedro",
    package: "kedro",
    root: /^kedro\.pipeline\.(?:\w+\.)?(?:pipeline|Pipeline)$/,
    step: /^kedro\.pipeline\.(?:\w+\.)?(?:node|Node)$/,
    command: () => "kedro run",
  },
  {
    tool: "zenml",
    package: "zenml",
    root: /^zenml\.(?:pipelines\.)?pipeline$/,
    step: /^zenml\.(?:steps\.)?step$/,
    command: (path) => `python ${path}`,
    program: true,
  },
  {
    tool: "luigi",
    package: "luigi",
    root: /^luigi\.(?:\w+\.)?(?:\w*Task)$/,
    step: /^luigi\.(?:\w+\.)?(?:\w*Task)$/,
    command: (path) => `python ${path}`,
    program: true,
  },
  {
    tool: "flyte",
    package: "flytekit",
    root: /^flytekit\.workflow$/,
    step: /^flytekit\.task$/,
    command: null,
  },
  {
    tool: "mlflow",
    package: "mlflow",
    root: /^mlflow\.(?:projects\.)?run$/,
    step: /^mlflow\.(?:projects\.)?run$/,
    command: (path) => `python ${path}`,
    program: true,
  },
  {
    tool: "sagemaker",
    package: "sagemaker",
    root: /^sagemaker\.workflow\.pipeline\.Pipeline$/,
    step: /^sagemaker\.workflow\.(?:\w+\.)?\w*Step$/,
    command: null,
  },
];
