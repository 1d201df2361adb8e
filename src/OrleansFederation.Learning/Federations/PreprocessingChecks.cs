using OrleansFederation.Data;
using OrleansFederation.Errors;
using OrleansFederation.Modeling;
using OrleansFederation.Preprocessing;

namespace OrleansFederation.Federations;

/// <summary>Checks that preprocessing has columns, the same for all who take part, and that the model takes its features.</summary>
internal sealed class PreprocessingChecks(FederationSpec spec, SpecFindings findings)
{
    /// <summary>Runs the checks.</summary>
    public void Run()
    {
        if (spec.Preprocessing is not { } preprocessing || !findings.Sound("preprocessing", "data", "clients"))
        {
            return;
        }

        var columns = RawColumns.Of(spec);
        if (columns.Count == 0)
        {
            findings.Add(FederationErrors.UnsafeCombination.At("preprocessing", "it works on columns, and the data declares none", "Declare data.columns, which fed data describe FILE writes, or remove preprocessing."));
            return;
        }

        var width = FittedPreprocessing.WidthOf(preprocessing, columns);
        if (findings.Sound("model.input") && !(spec.Model.Input is [var given] && given == width))
        {
            findings.Add(FederationErrors.ShapeMismatch.At("model.input", $"preprocessing makes {width} features of {columns.Count} columns, but the model takes {LayerShape.Text(spec.Model.Input)}", $"Remove input, or write input: [{width}]."));
        }

        IReadOnlyList<(string Place, DataSpec Data)> others =
        [
            .. spec.Clients.Listed is { } listed && spec.Data is { } central ? [("data", central)] : (IReadOnlyList<(string, DataSpec)>)[],
            .. (spec.Clients.Listed ?? []).Index().Skip(1).Select(client => ($"clients[{client.Index}].data", client.Item.Data)),
        ];
        foreach (var (place, data) in others)
        {
            var own = RawColumns.Of(data);
            if (!own.Select(Text).SequenceEqual(columns.Select(Text), StringComparer.Ordinal))
            {
                findings.Add(FederationErrors.UnsafeCombination.At($"{place}.columns", $"one preprocessing holds for all, but these inputs are {Text(own)}, and the first client's are {Text(columns)}", "Declare the same inputs for every client, in one order; a column that a site lacks is declared all the same."));
            }
        }
    }

    private static string Text(IReadOnlyList<RawColumn> columns) => $"[{string.Join(", ", columns.Select(Text))}]";

    private static string Text(RawColumn column) => column.IsCategory ? $"{column.Name}: {string.Join('|', column.Categories)}" : column.Name;
}
