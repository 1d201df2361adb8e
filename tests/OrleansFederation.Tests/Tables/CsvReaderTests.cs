using System.Text;
using OrleansFederation.Errors;
using OrleansFederation.Randomness;

namespace OrleansFederation.Tables;

public sealed class CsvReaderTests
{
    private static readonly string[] Pieces = ["a", "bc", "1.5", "é", "€", "😀", " ", "longer than a block of thirty-two bytes is", ""];

    [Theory]
    [InlineData("a,b\n1,2\n", "a|b/1|2")]
    [InlineData("a,b\r\n1,2", "a|b/1|2")]
    [InlineData("a,b\r1,2\r", "a|b/1|2")]
    [InlineData("\uFEFFa,b\n", "a|b")]
    [InlineData("\"a,\"\"b\",c\n", "a,\"b|c")]
    [InlineData("\"two\r\nlines\",c\n", "two\r\nlines|c")]
    [InlineData("a,\n,b\n", "a|/|b")]
    [InlineData("\n\na\n\r\n\"\"\n", "a/")]
    [InlineData("a\"b,c\"\n", "a\"b|c\"")]
    [InlineData("", "")]
    public void Records_and_fields_are_those_of_RFC_4180(string text, string expected) =>
        Assert.Equal(expected, string.Join('/', Read(text, ',', 1 << 16).Select(record => string.Join('|', record))));

    [Fact]
    public void Any_text_is_read_as_a_slow_reader_reads_it_whatever_the_block()
    {
        for (var seed = 0; seed < 3000; seed++)
        {
            SeededRandom random = new(SeededRandom.Derive(seed, "csv"));
            var delimiter = random.NextInt(2) == 0 ? ',' : ';';
            var text = Make(random, delimiter);
            var expected = SlowCsv.Read(text, delimiter);

            var read = Read(text, delimiter, 1 + random.NextInt(100));

            Assert.True(expected.Count == read.Count && expected.Zip(read).All(pair => pair.First.SequenceEqual(pair.Second)), $"seed {seed}: {text}");
        }
    }

    [Fact]
    public void Lines_are_counted_through_quoted_line_breaks()
    {
        using var csv = Open("a\n\"b\n\nc\"\r\n\r\nd\n", ',', 8, utf8: true);
        List<long> lines = [];

        while (csv.Read())
        {
            lines.Add(csv.Line);
        }

        Assert.Equal([1, 2, 6], lines);
        Assert.Equal(1, csv.EmptyLines);
    }

    [Theory]
    [InlineData("a\n\"b\nc", "line 2", "FED1021")]
    [InlineData("a,b\nc,\"d\"e\n", "line 2", "FED1021")]
    public void Quotes_that_do_not_close_are_refused_with_their_line(string text, string place, string code)
    {
        var fault = Assert.Throws<FederationException>(() => Read(text, ',', 64));

        Assert.Equal(code, fault.Code);
        Assert.EndsWith(place, fault.Problems[0].Place, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(64)]
    [InlineData(5)]
    public void Bytes_that_are_not_UTF_8_are_refused_with_their_line(int block)
    {
        using MemoryStream stream = new([.. "a,b\né,€\n"u8, .. "M"u8, 0xFC, .. "ller,1\n"u8]);

        var fault = Assert.Throws<FederationException>(() =>
        {
            using CsvReader csv = new(stream, "file", (byte)',', utf8: true, block);
            while (csv.Read())
            {
            }
        });

        Assert.Equal(("FED1028", "file, line 3"), (fault.Code, fault.Problems[0].Place));
    }

    [Fact]
    public void The_mark_of_UTF_16_is_refused() =>
        Assert.Equal("FED1028", Assert.Throws<FederationException>(() => new CsvReader(new MemoryStream([0xFF, 0xFE, 65, 0]), "file", (byte)',', utf8: true)).Code);

    private static string Make(SeededRandom random, char delimiter)
    {
        StringBuilder text = new(random.NextInt(4) == 0 ? "\uFEFF" : "");
        var records = random.NextInt(12);
        for (var record = 0; record < records; record++)
        {
            var fields = 1 + random.NextInt(6);
            for (var field = 0; field < fields; field++)
            {
                text.Append(field > 0 ? delimiter.ToString() : "").Append(Field(random, delimiter));
            }

            text.Append(random.NextInt(4) switch { 0 => "\r\n", 1 => "\r", 2 when record + 1 == records => "", _ => "\n" });
        }

        return text.ToString();
    }

    private static string Field(SeededRandom random, char delimiter)
    {
        var plain = string.Concat(Enumerable.Range(0, random.NextInt(4)).Select(_ => Pieces[random.NextInt(Pieces.Length)]));
        var breaks = random.NextInt(3) switch { 0 => "\r\n", 1 => "\n", _ => delimiter.ToString() };
        return random.NextInt(3) == 0 ? $"\"{plain}{breaks}\"\"{plain}\"" : plain;
    }

    private static List<List<string>> Read(string text, char delimiter, int block)
    {
        List<List<string>> records = [];
        using var csv = Open(text, delimiter, block, utf8: true);
        while (csv.Read())
        {
            records.Add([.. Enumerable.Range(0, csv.Count).Select(i => Encoding.UTF8.GetString(csv[i]))]);
        }

        return records;
    }

    private static CsvReader Open(string text, char delimiter, int block, bool utf8) =>
        new(new MemoryStream(Encoding.UTF8.GetBytes(text)), "file", (byte)delimiter, utf8, block);
}
