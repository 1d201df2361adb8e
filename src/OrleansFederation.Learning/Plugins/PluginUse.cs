using OrleansFederation.Data;
using OrleansFederation.Federations;
using OrleansFederation.Training;

namespace OrleansFederation.Plugins;

/// <summary>A plugin that a task needs, and for what.</summary>
/// <param name="Kind">For what.</param>
/// <param name="Plugin">The plugin.</param>
public sealed record PluginUse(PluginKind Kind, PluginSpec Plugin)
{
    /// <summary>The plugins that a task of a federation needs; none for most.</summary>
    /// <param name="spec">The federation's spec.</param>
    /// <param name="kind">The task.</param>
    /// <param name="site">The site that does it, for <see cref="TaskKind.Statistics"/>, which is about all of its clients.</param>
    /// <param name="ordinal">The client's ordinal; -1 for the central test set.</param>
    public static IReadOnlyList<PluginUse> Of(FederationSpec spec, TaskKind kind, string site, int ordinal)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var data = kind == TaskKind.Admit ? []
            : spec.Clients.Listed is not { } listed || kind is TaskKind.EvaluateCentral or TaskKind.Trial ? (IEnumerable<DataSpec?>)[spec.Data]
            : kind == TaskKind.Statistics ? listed.Where(client => client.Site == site).Select(client => client.Data)
            : ordinal >= 0 && ordinal < listed.Count ? [listed[ordinal].Data] : [];
        var isTraining = kind is TaskKind.Train or TaskKind.Replay || (kind == TaskKind.Evaluate && spec.Personal?.FineTune is not null);
        var isEvaluation = kind is TaskKind.Evaluate or TaskKind.EvaluateCentral;
        return
        [
            .. data.Select(each => each?.Plugin).OfType<PluginSpec>().Select(plugin => new PluginUse(PluginKind.Data, plugin)),
            .. spec.PreprocessingPlugin is { } preprocessing && kind is not (TaskKind.Statistics or TaskKind.Admit) ? [new PluginUse(PluginKind.Preprocessing, preprocessing)] : Array.Empty<PluginUse>(),
            .. (isTraining || kind == TaskKind.Admit) && spec.Model.Program is { } program ? [new PluginUse(PluginKind.Model, program.Plugin ?? new(spec.Model.Name, program.Script!.Digest, new Dictionary<string, string>()))] : Array.Empty<PluginUse>(),
            .. isTraining && spec.Model.LossPlugin is { } loss ? [new PluginUse(PluginKind.Loss, loss)] : Array.Empty<PluginUse>(),
            .. isEvaluation ? spec.Evaluation.Metrics.Select(plugin => new PluginUse(PluginKind.Metric, plugin)) : [],
        ];
    }
}
