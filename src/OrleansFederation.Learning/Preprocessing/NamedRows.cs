using System.Globalization;
using System.Text.Json;
using OrleansFederation.Errors;

namespace OrleansFederation.Preprocessing;

/// <summary>Rows of raw input by the names of their columns: <c>{ "age": 63, "sex": "male" }</c>, or an array of such.</summary>
public static class NamedRows
{
    private const int MostProblems = 10;

    /// <summary>Reads rows.</summary>
    /// <param name="json">The JSON.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="place">Where the rows come from, for messages.</param>
    /// <returns>Row by row, one number a column; NaN where a value is null or left out.</returns>
    /// <exception cref="FederationException">FED6001, for every value that no column can have, at most ten.</exception>
    public static float[] Read(string json, IReadOnlyList<RawColumn> columns, string place)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            JsonElement[] rows = document.RootElement.ValueKind == JsonValueKind.Array ? [.. document.RootElement.EnumerateArray()] : [document.RootElement];
            var values = new float[rows.Length * columns.Count];
            List<Problem> problems = [];
            foreach (var (i, row) in rows.Index())
            {
                Read(row, columns, values.AsSpan(i * columns.Count, columns.Count), rows.Length == 1 ? place : $"{place}, row {i + 1}", problems);
            }

            return problems.Count > 0 ? throw new FederationException([.. problems.Take(MostProblems)])
                : rows.Length > 0 ? values
                : throw FederationErrors.InputMismatch.Exception(place, "there is no row in it");
        }
        catch (JsonException fault)
        {
            throw new FederationException(FederationErrors.InputMismatch.At(place, $"it is not JSON: {fault.Message}"), fault);
        }
    }

    private static void Read(JsonElement row, IReadOnlyList<RawColumn> columns, Span<float> values, string place, List<Problem> problems)
    {
        values.Fill(float.NaN);
        if (row.ValueKind != JsonValueKind.Object)
        {
            problems.Add(FederationErrors.InputMismatch.At(place, "it is no object of columns and values"));
            return;
        }

        foreach (var member in row.EnumerateObject())
        {
            var index = columns.Index().Where(column => column.Item.Name == member.Name).Select(column => column.Index).FirstOrDefault(-1);
            if (index < 0)
            {
                problems.Add(FederationErrors.InputMismatch.At(place, $"there is no column '{member.Name}'", $"The columns are {string.Join(", ", columns.Select(column => column.Name))}."));
            }
            else if (member.Value.ValueKind != JsonValueKind.Null)
            {
                if (Value(columns[index], member.Value) is { } value)
                {
                    values[index] = value;
                }
                else
                {
                    problems.Add(FederationErrors.InputMismatch.At(place, $"{member.Name} cannot be {Shown(member.Value)}",
                        columns[index].IsCategory ? $"It is one of {string.Join(", ", columns[index].Categories)}, or null where it is unknown." : "It is a number, or null where it is unknown."));
                }
            }
        }
    }

    private static float? Value(RawColumn column, JsonElement value)
    {
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        var isNumber = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite((float)number);
        if (!column.IsCategory)
        {
            return value.ValueKind == JsonValueKind.Number && isNumber ? (float)number : null;
        }

        // A category that is written as a number is found by its value, as in files: 1.0 is "1".
        var place = column.Categories.Index()
            .Where(category => category.Item == text || (isNumber && double.TryParse(category.Item, NumberStyles.Float, CultureInfo.InvariantCulture, out var named) && named == number))
            .Select(category => category.Index).FirstOrDefault(-1);
        return place < 0 ? null : place;
    }

    private static string Shown(JsonElement value)
    {
        var text = value.GetRawText();
        return text.Length > 40 ? text[..40] + "…" : text;
    }
}
