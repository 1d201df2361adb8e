using OrleansFederation.Errors;

namespace OrleansFederation.Data;

/// <summary>Whether missing values would reach a model that nothing shields from them: those of a spec without preprocessing.</summary>
internal static class MissingInputs
{
    private const int Shown = 8;

    /// <summary>Checks the data of a client.</summary>
    /// <param name="data">Where the data is.</param>
    /// <param name="summary">What its reading found; null where nothing can be missing.</param>
    /// <exception cref="FederationException">FED1034 with the columns and how much they lack.</exception>
    public static void Check(DataSpec data, DataSummary? summary)
    {
        if (summary is not { Missing.Count: > 0 })
        {
            return;
        }

        var columns = summary.Missing.OrderByDescending(each => each.Value).ThenBy(each => each.Key, StringComparer.Ordinal).ToList();
        var rest = columns.Count > Shown ? $" and {columns.Count - Shown} columns more" : "";
        throw FederationErrors.MissingValues.Exception(data.Path ?? data.Split?.Files?.Train ?? "data", $"of {summary.Examples} examples, {string.Join(", ", columns.Take(Shown).Select(each => $"{each.Value} lack {each.Key}"))}{rest}");
    }
}
