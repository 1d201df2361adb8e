using OrleansFederation.Clients;
using OrleansFederation.Data;
using OrleansFederation.Errors;
using OrleansFederation.Modeling;
using OrleansFederation.Preprocessing;

namespace OrleansFederation.Federations;

/// <summary>Checks that preprocessing has columns, the same for all who take part, and that the model takes its features.</summary>
internal sealed class PreprocessingChecks(FederationSpec spec, SpecFindings findings)
{
    private const int MostPersonal = 1000;

    /// <summary>Runs the checks.</summary>
    public void Run()
    {
        if (spec.Preprocessing is not { } preprocessing || !findings.Sound("preprocessing", "data", "clients"))
        {
            return;
        }

        CheckPersonal(preprocessing);
        var raw = RawInput.Of(spec);
        var columns = raw.Columns;
        if (raw.Plane is not null)
        {
            CheckImages();
            return;
        }

        if (columns.Count == 0)
        {
            findings.Add(FederationErrors.UnsafeCombination.At("preprocessing", "it works on columns or on pixels, and the data declares no columns and is no images", "Declare data.columns, which fed data describe FILE writes, or remove preprocessing."));
            return;
        }

        var width = FittedPreprocessing.WidthOf(preprocessing, columns);
        if (findings.Sound("model.input") && !(spec.Model.Input is [var given] && given == width))
        {
            findings.Add(FederationErrors.ShapeMismatch.At("model.input", $"preprocessing makes {width} features of {columns.Count} columns, but the model takes {LayerShape.Text(spec.Model.Input)}", $"Remove input, or write input: [{width}]."));
        }

        foreach (var (place, data) in Sources().Skip(1))
        {
            var own = RawColumns.Of(data);
            if (!own.Select(Text).SequenceEqual(columns.Select(Text), StringComparer.Ordinal))
            {
                findings.Add(FederationErrors.UnsafeCombination.At($"{place}.columns", $"one preprocessing holds for all, but these inputs are {Text(own)}, and the first client's are {Text(columns)}", "Declare the same inputs for every client, in one order; a column that a site lacks is declared all the same."));
            }
        }
    }

    // The first is whose columns hold for all.
    private IEnumerable<(string Place, DataSpec Data)> Sources() => spec.Clients.Listed is { } listed
        ?
        [
            .. listed.Take(1).Select(client => ("clients[0].data", client.Data)),
            .. spec.Data is { } central ? [("data", central)] : (IReadOnlyList<(string, DataSpec)>)[],
            .. listed.Index().Skip(1).Select(client => ($"clients[{client.Index}].data", client.Item.Data)),
        ]
        : spec.Data is { } data ? [("data", data)] : [];

    private void CheckImages()
    {
        var format = Sources().First().Data.Format;
        foreach (var (place, data) in Sources())
        {
            if (data.Normalize is not null)
            {
                findings.Add(FederationErrors.UnsafeCombination.At($"{place}.normalize", "preprocessing fits what normalises the images, and here it is given as well", "Remove normalize, or remove preprocessing."));
            }

            if ((data.Format == "npy") != (format == "npy") || data.Columns is not null)
            {
                findings.Add(FederationErrors.UnsafeCombination.At($"{place}.format", $"one preprocessing holds for all, and it is fitted to pixels, but this is {data.Format} beside {format}", "Give every client images, or every client arrays."));
            }
        }
    }

    private void CheckPersonal(PreprocessingSpec preprocessing)
    {
        if (preprocessing.Fit != FittedTo.Client)
        {
            return;
        }

        if (spec.Evaluation.Central)
        {
            findings.Add(FederationErrors.UnsafeCombination.At("evaluation.central", "each client has preprocessing of its own, and the central test set is no client's", "Write central: none; every client's own test is reported."));
        }

        if (ClientRoster.Of(spec).Count is > MostPersonal and var count)
        {
            findings.Add(FederationErrors.UnsafeCombination.At("preprocessing.fit", $"each of {count} clients would have preprocessing of its own, all of it kept with every version", $"Write fit: federation, or have at most {MostPersonal} clients."));
        }
    }

    private static string Text(IReadOnlyList<RawColumn> columns) => $"[{string.Join(", ", columns.Select(Text))}]";

    private static string Text(RawColumn column) => column.IsCategory ? $"{column.Name}: {string.Join('|', column.Categories)}" : column.Name;
}
