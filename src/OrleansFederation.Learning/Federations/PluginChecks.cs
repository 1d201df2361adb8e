using OrleansFederation.Errors;

namespace OrleansFederation.Federations;

/// <summary>Checks what a spec says of plugins beyond what its schema can say. Whether a site approves them is known there alone.</summary>
internal sealed class PluginChecks(FederationSpec spec, SpecFindings findings)
{
    /// <summary>Runs the checks.</summary>
    public void Run()
    {
        if (spec is { Preprocessing: not null, PreprocessingPlugin: not null } && findings.Sound("preprocessing"))
        {
            findings.Add(FederationErrors.UnsafeCombination.At("preprocessing", "a plugin stands beside other keys, which it takes the place of", "Remove the other keys, or the plugin."));
        }

        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (var (index, metric) in spec.Evaluation.Metrics.Index())
        {
            if (!names.Add(metric.Name) && findings.Sound($"evaluation.metrics[{index}]"))
            {
                findings.Add(FederationErrors.InvalidValue.At($"evaluation.metrics[{index}].plugin.name", $"another metric has the name '{SchemaText.Shortened(metric.Name)}', and figures are told apart by it", "Give each metric once."));
            }
        }
    }
}
