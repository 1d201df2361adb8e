using OrleansFederation.Data;
using OrleansFederation.Errors;

namespace OrleansFederation.Tables;

/// <summary>Guesses how a CSV file is written, by its first records.</summary>
internal static class CsvSniffer
{
    private const int Records = 50;

    private static readonly string[] Delimiters = [",", ";", "\t", "|"];

    /// <summary>Guesses delimiter, header and encoding.</summary>
    /// <param name="path">The file.</param>
    /// <returns>A section without columns.</returns>
    /// <exception cref="FederationException">FED1020, FED1021.</exception>
    public static DataSpec Guess(string path)
    {
        DataSpec best = new() { Format = "csv", Path = path };
        var most = 0.0;
        foreach (var delimiter in Delimiters)
        {
            var (data, records) = Sample(path, new() { Format = "csv", Path = path, Delimiter = delimiter });
            if (records.Count == 0)
            {
                continue;
            }

            // The right delimiter gives many fields, and as many in every record.
            var usual = records.CountBy(record => record.Length).MaxBy(each => each.Value);
            var score = usual.Key == 1 ? 0.5 : usual.Key * (double)usual.Value / records.Count;
            if (score > most)
            {
                (most, best) = (score, data with { Header = HasHeader(records) });
            }
        }

        return most > 0 ? best : throw FederationErrors.DataMalformed.Exception(path, "the file has no records", "Check that it is the right file.");
    }

    private static (DataSpec Data, List<string[]> Records) Sample(string path, DataSpec data)
    {
        try
        {
            return (data, Read(path, data));
        }
        catch (FederationException fault) when (fault.Code == FederationErrors.EncodingMismatch.Code && data.Encoding == "utf-8")
        {
            return Sample(path, data with { Encoding = "latin1" });
        }
        catch (FederationException fault) when (fault.Code == FederationErrors.DataMalformed.Code)
        {
            // With a wrong delimiter quotes stand at wrong places: another one may fit.
            return (data, []);
        }
    }

    private static List<string[]> Read(string path, DataSpec data)
    {
        List<string[]> records = [];
        using var csv = CsvTable.Open(path, data, out _);
        var encoding = new TableLayout(data).Encoding;
        while (records.Count < Records && csv.Read())
        {
            records.Add([.. Enumerable.Range(0, csv.Count).Select(i => encoding.GetString(csv[i]).Trim())]);
        }

        return records;
    }

    // A header is distinct words, none of them a number or missing, above something else.
    private static bool HasHeader(List<string[]> records) =>
        records[0].All(word => word.Length > 0 && !DataSpec.UsualMissing.Contains(word, StringComparer.Ordinal) && !NumberText.TryRead(System.Text.Encoding.UTF8.GetBytes(word), out _))
        && records[0].Distinct(StringComparer.Ordinal).Count() == records[0].Length
        && records.Count > 1;
}
