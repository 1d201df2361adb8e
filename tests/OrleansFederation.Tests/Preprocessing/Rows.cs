using OrleansFederation.Randomness;

namespace OrleansFederation.Preprocessing;

/// <summary>Rows of mixed columns with missing values, made from a seed.</summary>
internal static class Rows
{
    public static readonly RawColumn[] Columns =
    [
        new("age", []),
        new("sex", ["female", "male"]),
        new("cholesterol", []),
        new("constant", []),
        new("pain", ["typical", "atypical", "none", "other"]),
        new("absent", []),
    ];

    public static readonly RawInput Input = new(Columns, null, [Columns.Length]);

    public static float[] Make(ulong seed, int count)
    {
        var random = new SeededRandom(seed);
        float[] rows = new float[count * Columns.Length];
        for (var i = 0; i < count; i++)
        {
            var row = rows.AsSpan(i * Columns.Length, Columns.Length);
            row[0] = (float)Math.Round(30 + 50 * random.NextDouble());
            row[1] = random.NextDouble() < 0.1 ? float.NaN : random.NextDouble() < 0.4 ? 0 : 1;
            row[2] = random.NextDouble() < 0.3 ? float.NaN : (float)(150 + 100 * random.NextDouble() * random.NextDouble());
            row[3] = 7.25f;
            row[4] = (float)Math.Floor(4 * random.NextDouble());
            row[5] = float.NaN;
        }

        return rows;
    }

    public static DataStatistics Statistics(ReadOnlySpan<float> rows)
    {
        var statistics = new DataStatistics(Input);
        statistics.Add(rows);
        return statistics;
    }
}
