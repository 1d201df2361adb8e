using OrleansFederation.Clients;
using OrleansFederation.Data;
using OrleansFederation.Federations;

namespace OrleansFederation.Preprocessing;

/// <summary>The columns of raw input that a spec declares.</summary>
public static class RawColumns
{
    /// <summary>Gives them in input order: those of the first listed client, or of the data that is divided; none where the data has no columns.</summary>
    /// <param name="spec">The spec.</param>
    public static IReadOnlyList<RawColumn> Of(FederationSpec spec) => Of(spec.Data, spec.Clients);

    /// <inheritdoc cref="Of(FederationSpec)"/>
    /// <param name="data">The data that is divided.</param>
    /// <param name="clients">Who takes part.</param>
    internal static IReadOnlyList<RawColumn> Of(DataSpec? data, ClientsSpec clients) => Of(clients.Listed is [var first, ..] ? first.Data : data);

    /// <summary>Gives the columns of one source of data.</summary>
    /// <param name="data">The source.</param>
    internal static IReadOnlyList<RawColumn> Of(DataSpec? data) =>
        data?.Columns is null ? [] : [.. TableColumns.Inputs(data).Select(column => new RawColumn(column.Name, column.Categories ?? []))];
}
