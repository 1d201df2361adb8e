using OrleansFederation.Data;
using OrleansFederation.Federations;

namespace OrleansFederation.Preprocessing;

/// <summary>What preprocessing is fitted to: the columns of rows, or the channels of images.</summary>
/// <param name="Columns">The columns, or a column of numbers for each channel, in input order.</param>
/// <param name="Plane">The numbers of one channel of an image; null where inputs are rows, which have one number a column.</param>
/// <param name="Shape">The shape of one raw input.</param>
public sealed record RawInput(IReadOnlyList<RawColumn> Columns, int? Plane, IReadOnlyList<int> Shape)
{
    /// <summary>Gives that of a spec; without columns where its data cannot be preprocessed.</summary>
    /// <param name="spec">The spec.</param>
    /// <remarks>
    /// Images are taken apart as the model takes them: a model of channels, height and width has as many channels as it says, and any
    /// other sees one channel. Vectors of an npy file have a column a place.
    /// </remarks>
    public static RawInput Of(FederationSpec spec) => Of(spec.Data, spec.Clients, spec.Model.Input);

    /// <inheritdoc cref="Of(FederationSpec)"/>
    /// <param name="data">The data that is divided.</param>
    /// <param name="clients">Who takes part.</param>
    /// <param name="input">The model's input.</param>
    internal static RawInput Of(DataSpec? data, Clients.ClientsSpec clients, IReadOnlyList<int> input)
    {
        var columns = RawColumns.Of(data, clients);
        if (columns.Count > 0)
        {
            return new(columns, null, [columns.Count]);
        }

        var format = (clients.Listed is [var first, ..] ? first.Data : data)?.Format;
        var length = input.Aggregate(1L, (product, size) => product * Math.Max(0, size));
        if (format is not ("idx" or "digits" or "images" or "npy") || length is <= 0 or > int.MaxValue)
        {
            return new([], null, []);
        }

        if (format == "npy" && input.Count == 1)
        {
            return new(Numbered("value", input[0]), null, input);
        }

        var channels = input.Count == 3 ? input[0] : 1;
        return new(Numbered("channel", channels), (int)(length / channels), input);
    }

    private static RawColumn[] Numbered(string name, int count) => [.. Enumerable.Range(0, count).Select(i => new RawColumn($"{name} {i}", []))];
}
