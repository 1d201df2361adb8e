using System.Text;
using OrleansFederation.Errors;

namespace OrleansFederation.Preprocessing;

/// <summary>Statistics against their definitions, merged and over a file.</summary>
public sealed class DataStatisticsTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 50)]
    [InlineData(3, 4000)]
    public void Figures_are_those_of_all_rows_however_they_are_grouped(ulong seed, int count)
    {
        var rows = Rows.Make(seed, count);
        var merged = new DataStatistics(Rows.Input);
        foreach (var site in rows.Chunk(Rows.Columns.Length * 171))
        {
            merged.Merge(Read(Rows.Statistics(site).Write()));
        }

        Assert.Equal(count, merged.Rows);
        foreach (var (i, column) in merged.Columns.Index())
        {
            double[] there = [.. Enumerable.Range(0, count).Select(row => (double)rows[row * Rows.Columns.Length + i]).Where(x => !double.IsNaN(x))];
            Assert.Equal((there.Length, count - there.Length), (column.Count, column.Missing));
            if (column.Column.IsCategory)
            {
                Assert.Equal(Enumerable.Range(0, column.Categories.Count).Select(category => (long)there.Count(x => x == category)), column.Categories);
            }
            else if (there.Length > 0)
            {
                Assert.Equal(there.Average(), column.Mean, 1e-9 * Math.Abs(there.Average()));
                Assert.Equal(Math.Sqrt(there.Average(x => Math.Pow(x - there.Average(), 2))), column.Deviation, 1e-8);
                Assert.Equal((there.Min(), there.Max()), (column.Minimum, column.Maximum));
            }
        }
    }

    [Theory]
    [InlineData(float.PositiveInfinity, 0)]
    [InlineData(2, 1)]
    [InlineData(0.5f, 1)]
    [InlineData(-1, 1)]
    public void What_a_column_cannot_have_is_refused(float value, int column)
    {
        var row = Rows.Make(1, 1);
        row[column] = value;

        Assert.Throws<ArgumentOutOfRangeException>(() => Rows.Statistics(row));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"schema":1,"rows":1,"columns":[]}""")]
    [InlineData("""{"schema":1,"rows":1,"columns":[null,null,null,null,null,null]}""")]
    public void What_is_no_statistics_is_FED1070(string json) =>
        Assert.Equal("FED1070", Assert.Throws<FederationException>(() => Read(Encoding.UTF8.GetBytes(json))).Code);

    [Fact]
    public void Counts_that_contradict_each_other_are_FED1070()
    {
        var json = Encoding.UTF8.GetString(Rows.Statistics(Rows.Make(1, 30)).Write());
        var count = json.IndexOf("\"count\":30", StringComparison.Ordinal);

        Assert.Equal("FED1070", Assert.Throws<FederationException>(() => Read(Encoding.UTF8.GetBytes(json.Remove(count, 10).Insert(count, "\"count\":31")))).Code);
    }

    private static DataStatistics Read(byte[] json) => DataStatistics.Read(Rows.Input, json, "test");
}
