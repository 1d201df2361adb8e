using System.Globalization;
using OrleansFederation.Data;
using OrleansFederation.Errors;
using Parquet;
using Parquet.Schema;

namespace OrleansFederation.Tables;

[Collection("FED_CACHE")]
public sealed class TableProfilerTests : OwnFiles
{
    private static readonly bool[] Truths = [true, false, true];
    private static readonly int?[] Counts = [4, null, 8];

    private readonly TableProfiler _profiler = new(TimeProvider.System);

    [Fact]
    public void Numbers_have_range_mean_quartiles_and_a_histogram()
    {
        var path = Write("t.csv", "v\n" + string.Concat(Enumerable.Range(0, 101).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i / 2.0}\n"))));

        var column = Assert.Single(Describe(path).Columns);

        Assert.Equal((0.0, 50.0, 25.0), (column.Minimum!.Value, column.Maximum!.Value, column.Mean!.Value));
        Assert.Equal([12.5, 25, 37.5], column.Quartiles);
        Assert.Equal((16, 101), (column.Histogram.Count, column.Histogram.Sum()));
        Assert.False(column.Sampled);
    }

    [Fact]
    public void Many_numbers_are_sampled_with_the_same_result_each_time()
    {
        var path = Write("t.csv", "v\n" + string.Concat(Enumerable.Range(0, 200_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i}\n"))));

        var (first, second) = (Describe(path).Columns[0], Describe(path).Columns[0]);

        Assert.True(first.Sampled);
        Assert.Equal(first.Quartiles, second.Quartiles);
        Assert.InRange(first.Quartiles[1], 98_000, 102_000);
        Assert.Equal(199_999, first.Maximum);
    }

    [Theory]
    [InlineData("a,b\n1,x\n", ",", true)]
    [InlineData("a;b;c\n1;2,5;x\n3;4;y\n", ";", true)]
    [InlineData("1\t2\n3\t4\n", "\t", false)]
    [InlineData("a|\"b|c\"|d\n1|2|3\n", "|", true)]
    [InlineData("a\n1\n", ",", true)]
    [InlineData("63.0,1.0,?\n67.0,1.0,2\n", ",", false)]
    public void Delimiter_and_header_are_guessed(string text, string delimiter, bool header)
    {
        var data = Describe(Write("t.csv", text)).Suggested;

        Assert.Equal((delimiter, header), (data.Delimiter, data.Header));
    }

    [Fact]
    public void A_file_of_few_words_suggests_categories_in_an_order_that_does_not_depend_on_their_frequency()
    {
        var profile = Describe(Write("t.csv", "id,grade,text\n" + string.Concat(Enumerable.Range(0, 100).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i}.5,{(i % 3 == 0 ? 2 : 10)},word {i}\n")))));

        Assert.Equal([ColumnKind.Number, ColumnKind.Category, ColumnKind.Ignore], profile.Columns.Select(column => column.Kind));
        Assert.Equal(["2", "10"], profile.Suggested.Target!.Classes!.Select(entry => entry.Value));
        Assert.Empty(profile.Columns[2].Values);
    }

    [Fact]
    public void Latin_1_is_found_out() =>
        Assert.Equal("latin1", Describe(Folder.Write("t.csv", [.. "name,v\nM"u8, 0xFC, .. "ller,1\n"u8])).Suggested.Encoding);

    [Fact]
    public async Task Parquet_is_described_by_its_columns()
    {
        var path = Folder.File("t.parquet");
        DataField[] fields = [new DataField<int?>("n"), new DataField<string>("s"), new DataField<bool>("b")];
        await using (var file = File.Create(path))
        {
            await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), file, cancellationToken: Cancel);
            using var group = writer.CreateRowGroup();
            await group.WriteAsync<int>(fields[0], Counts.AsMemory(), cancellationToken: Cancel);
            await group.WriteAsync(fields[1], ["x", "y", null!]);
            await group.WriteAsync<bool>(fields[2], Truths.AsMemory(), cancellationToken: Cancel);
        }

        var profile = Describe(path);

        Assert.Equal(("parquet", 3L), (profile.Format, profile.Rows));
        Assert.Equal([1L, 1, 0], profile.Columns.Select(column => column.Missing));
        Assert.Equal((4.0, 8.0, 1.0), (profile.Columns[0].Minimum!.Value, profile.Columns[0].Maximum!.Value, profile.Columns[2].Maximum!.Value));
    }

    [Fact]
    public void A_folder_without_images_is_refused() =>
        Assert.Equal("FED1020", Assert.Throws<FederationException>(() => Describe(Folder.Path)).Code);

    [Fact]
    public void Progress_of_a_long_reading_is_told()
    {
        var path = Write("t.csv", "v\n" + string.Concat(Enumerable.Repeat("1.5\n", 150_000)));
        List<DataProgress> told = [];

        _profiler.Describe(path, null, new Told(told), Cancel);

        Assert.Equal([65_536L, 131_072], told.Select(each => each.Rows));
        Assert.All(told, each => Assert.InRange(each.Done, 1, each.Total));
    }

    private DataProfile Describe(string path) => _profiler.Describe(path, null, null, Cancel);

    private sealed class Told(List<DataProgress> told) : IProgress<DataProgress>
    {
        public void Report(DataProgress value) => told.Add(value);
    }
}
