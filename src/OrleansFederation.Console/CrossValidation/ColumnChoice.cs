using OrleansFederation.Cluster;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Modeling;
using OrleansFederation.Output;
using OrleansFederation.Preprocessing;

namespace OrleansFederation.CrossValidation;

/// <summary>Which columns of a cross-validation can be had, and why the others cannot.</summary>
/// <param name="Columns">Those that can.</param>
/// <param name="LeftOut">The others with the reason of each.</param>
internal sealed record ColumnChoice(IReadOnlyList<ValidationColumn> Columns, IReadOnlyList<(ValidationColumn Column, string Reason)> LeftOut)
{
    /// <summary>Chooses them.</summary>
    /// <param name="spec">The federation's spec.</param>
    /// <param name="cluster">The cluster.</param>
    /// <param name="asked">The columns asked for; empty for all that can be had.</param>
    /// <exception cref="FederationException">FED1009 for each that was asked for and cannot be had.</exception>
    public static ColumnChoice Of(FederationSpec spec, ClusterView cluster, IReadOnlyList<ValidationColumn> asked)
    {
        var wanted = asked.Count > 0 ? asked.Distinct().Order().ToArray() : Enum.GetValues<ValidationColumn>();
        (ValidationColumn Column, string Reason)[] left = [.. wanted.Select(column => (column, Reason(spec, cluster, column, wanted))).Where(each => each.Item2 is not null).Select(each => (each.column, each.Item2!))];
        return asked.Count == 0 || left.Length == 0
            ? new([.. wanted.Except(left.Select(each => each.Column))], left)
            : throw new FederationException([.. left.Select(each => FederationErrors.UnsafeCombination.At($"--only {Figures.Word(each.Column)}", each.Reason, "Leave the column out, or see to what it lacks."))]);
    }

    private static string? Reason(FederationSpec spec, ClusterView cluster, ValidationColumn column, ValidationColumn[] wanted) => column switch
    {
        ValidationColumn.Majority when spec.Model.Loss == LossKind.Mse => "a regression has no classes",
        ValidationColumn.Majority when wanted is [_] => "it is counted from the tests of another column, of which there is none",
        ValidationColumn.LeftOut when ValidationPlan.Sites(spec).Count < 2 => "there is one site only, so that nobody would train",
        ValidationColumn.LeftOut or ValidationColumn.Pooled when spec.Preprocessing is { Fit: FittedTo.Client } =>
            "each client has preprocessing of its own, fitted where it trains, and would be tested without",
        ValidationColumn.Pooled when spec.Clients.Listed is { } listed && !OneCarriesAll(cluster, [.. listed.Select(client => client.Site).Distinct(StringComparer.Ordinal)]) =>
            "the clients' data stays where it is: no one silo carries all their sites",
        _ => null,
    };

    private static bool OneCarriesAll(ClusterView cluster, string[] sites) => cluster.Silos.Any(silo =>
        silo.Standing is SiloStanding.Active && sites.All(site => silo.Sites.Any(carried => carried == site || carried == "*")));
}
