using OrleansFederation.Aggregation;
using OrleansFederation.Attacks;
using OrleansFederation.Clients;
using OrleansFederation.Clustering;
using OrleansFederation.CrossValidation;
using OrleansFederation.Data;
using OrleansFederation.Defence;
using OrleansFederation.Evaluation;
using OrleansFederation.Filters;
using OrleansFederation.Modeling;
using OrleansFederation.Optimizers;
using OrleansFederation.Personalisation;
using OrleansFederation.Plugins;
using OrleansFederation.Preprocessing;
using OrleansFederation.Registry;
using OrleansFederation.Rounds;
using OrleansFederation.Training;

namespace OrleansFederation.Federations;

/// <summary>A federation as data: what is trained, on whose data, how, and for how long.</summary>
public sealed record FederationSpec
{
    /// <summary>The federation's name.</summary>
    public required string Name { get; init; }

    /// <summary>What the federation is for, in the author's words.</summary>
    public string? Description { get; init; }

    /// <summary>The seed from which initialisation, sampling, partition and shuffling follow.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>The model.</summary>
    public required ModelSpec Model { get; init; }

    /// <summary>The data: divided among simulated clients, and the source of the central test set. Null where every listed client has its own.</summary>
    public DataSpec? Data { get; init; }

    /// <summary>How rows of columns become the model's input; null where the data has no columns.</summary>
    public PreprocessingSpec? Preprocessing { get; init; }

    /// <summary>Code that makes the model's input of rows; null where there is none. Never beside <see cref="Preprocessing"/>.</summary>
    public PluginSpec? PreprocessingPlugin { get; init; }

    /// <summary>Who takes part.</summary>
    public required ClientsSpec Clients { get; init; }

    /// <summary>The number of rounds, 1 or more.</summary>
    public required int Rounds { get; init; }

    /// <summary>Which clients a round asks and how long it waits.</summary>
    public SamplingSpec Sampling { get; init; } = new();

    /// <summary>How a round goes on before all clients have answered; null where it waits for them.</summary>
    public AsyncSpec? Async { get; init; }

    /// <summary>Local training.</summary>
    public TrainingSpec Training { get; init; } = new();

    /// <summary>How each client comes to a model of its own; null where all have the same.</summary>
    public PersonalSpec? Personal { get; init; }

    /// <summary>How clients are divided among several models; null where all train one.</summary>
    public ClusteringSpec? Clusters { get; init; }

    /// <summary>What clients do to their updates before they leave them, in this order; empty where updates are sent as float32.</summary>
    public IReadOnlyList<FilterSpec> Filters { get; init; } = [];

    /// <summary>How updates become one vector.</summary>
    public AggregationSpec Aggregation { get; init; } = AggregationSpec.FedAvg;

    /// <summary>How the aggregate moves the model; null where it is simply added.</summary>
    public ServerSpec? Server { get; init; }

    /// <summary>How each round's model is evaluated.</summary>
    public EvaluationSpec Evaluation { get; init; } = new();

    /// <summary>When it ends before its last round, and what its best version is called; null where it runs all rounds.</summary>
    public StopSpec? Stop { get; init; }

    /// <summary>Which versions are promoted; null where all are.</summary>
    public GateSpec? Gate { get; init; }

    /// <summary>How single updates are looked at before they are aggregated; null where none is.</summary>
    public DefenceSpec? Defence { get; init; }

    /// <summary>The attack that some of its simulated clients carry out, to see what it bears; null where all are honest.</summary>
    public AttackSpec? Attack { get; init; }

    /// <summary>Which versions keep their bytes.</summary>
    public RetentionSpec Retention { get; init; } = RetentionSpec.All;

    /// <summary>The fold of a cross-validation that this federation is; null where it is none.</summary>
    public FoldSpec? Fold { get; init; }
}
