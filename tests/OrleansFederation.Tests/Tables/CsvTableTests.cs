using System.Text;
using OrleansFederation.Errors;

namespace OrleansFederation.Tables;

[Collection("FED_CACHE")]
public sealed class CsvTableTests : OwnFiles
{
    [Fact]
    public async Task Numbers_are_read_as_they_are_and_categories_as_their_index_in_the_order_of_the_columns()
    {
        var path = Write("t.csv", "y,b,a\np,yes,1.5\nn,no,-2\n");

        var set = await OpenAsync(TableSpecs.Of(TableSpecs.Csv(path)));

        Assert.Equal([2], set.InputShape);
        Assert.Equal([1.5f, 1, -2, 0], TableSpecs.Inputs(set));
        Assert.Equal([1, 0], TableSpecs.Targets(set));
    }

    [Fact]
    public async Task Numbers_that_are_written_differently_are_one_category_and_one_class()
    {
        var path = Write("t.csv", "1.0,0\n0.0,1\n1,1.0\n");

        var set = await OpenAsync(TableSpecs.Of(TableSpecs.Csv(path, """[{ "s": { "category": ["0", "1"] } }, { "y": "ignore" }]""", """{ "column": "y", "classes": { "0": 0, "1": 1 } }""", more: """, "header": false"""), inputs: 1));

        Assert.Equal([1, 0, 1], TableSpecs.Inputs(set));
        Assert.Equal([0, 1, 1], TableSpecs.Targets(set));
    }

    [Fact]
    public async Task A_second_opening_maps_what_the_first_wrote_and_a_changed_file_is_read_again()
    {
        var path = Write("t.csv", "a,b,y\n1,no,n\n");
        var spec = TableSpecs.Of(TableSpecs.Csv(path));
        Assert.Equal((float[])[1, 0], TableSpecs.Inputs(await OpenAsync(spec)));
        var kept = Assert.Single(Directory.GetFiles(Cache));
        var length = new FileInfo(kept).Length;

        Assert.Equal((float[])[1, 0], TableSpecs.Inputs(await OpenAsync(spec)));
        Assert.Equal(length, new FileInfo(Assert.Single(Directory.GetFiles(Cache))).Length);
        Write("t.csv", "a,b,y\n2,no,n\n3,yes,p\n");

        Assert.Equal((float[])[2, 0, 3, 1], TableSpecs.Inputs(await OpenAsync(spec)));
        Assert.Equal(2, Directory.GetFiles(Cache).Length);
    }

    [Fact]
    public async Task A_half_written_table_is_written_again()
    {
        var spec = TableSpecs.Of(TableSpecs.Csv(Write("t.csv", "a,b,y\n1,no,n\n")));
        await OpenAsync(spec);
        var kept = Assert.Single(Directory.GetFiles(Cache));
        await File.WriteAllBytesAsync(kept, (await File.ReadAllBytesAsync(kept, Cancel))[..70], Cancel);

        Assert.Equal((float[])[1, 0], TableSpecs.Inputs(await OpenAsync(spec)));
    }

    [Fact]
    public async Task What_is_dropped_or_missing_is_counted()
    {
        var path = Write("t.csv", "a,b,y\n1,no,n\n\n2,yes,?\n4,no,n\n");

        var summary = (await OpenAsync(TableSpecs.Of(TableSpecs.Csv(path)))).Summary!;

        Assert.Equal(2, summary.Examples);
        Assert.Equal([KeyValuePair.Create("empty line", 1L), KeyValuePair.Create("target missing", 1L)], summary.Dropped.OrderBy(each => each.Key));
        Assert.Equal([2, 0], summary.Classes);
        Assert.Equal([1], summary.AbsentClasses());
    }

    [Fact]
    public async Task Missing_inputs_are_named_with_their_counts()
    {
        var path = Write("t.csv", "a,b,y\n?,no,n\n0,,p\n0.0,yes,p\n");
        var columns = """[{ "a": { "number": { "missing": ["0"], "unit": "mg/dl" } } }, { "b": { "category": ["no", "yes"] } }]""";

        var fault = await Assert.ThrowsAsync<FederationException>(() => OpenAsync(TableSpecs.Of(TableSpecs.Csv(path, columns))));

        Assert.Equal("FED1034", fault.Code);
        Assert.Contains("3 lack a, 1 lack b", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Values_that_do_not_fit_are_reported_at_once_with_file_line_column_and_value()
    {
        var path = Write("t.csv", "a,b,y\nabc,no,n\n1,maybe,n\n\"1\n\",no,x\n500,no,n\n1e60,no,n\n");
        var columns = """[{ "a": { "number": { "maximum": 100, "unit": "mmHg" } } }, { "b": { "category": ["no", "yes"] } }]""";

        var fault = await Assert.ThrowsAsync<FederationException>(() => OpenAsync(TableSpecs.Of(TableSpecs.Csv(path, columns))));

        Assert.Equal(
            [
                $"{path}, line 2, column a: 'abc' is not a number",
                $"{path}, line 3, column b: 'maybe' is none of the declared categories 'no', 'yes'",
                $"{path}, line 4, column y: 'x' is none of the declared classes 'n', 'p'",
                $"{path}, line 6, column a: '500' is outside −∞ to 100 mmHg",
                $"{path}, line 7, column a: '1e60' is not a finite number of 32 bits",
            ],
            fault.Problems.Select(problem => $"{problem.Place}: {problem.Cause}"));
        Assert.All(fault.Problems, problem => Assert.Equal("FED1026", problem.Code));
    }

    [Fact]
    public async Task Problems_are_bounded()
    {
        var path = Write("t.csv", "a,b,y\n" + string.Concat(Enumerable.Repeat("x,no,n\n", 1000)));

        var fault = await Assert.ThrowsAsync<FederationException>(() => OpenAsync(TableSpecs.Of(TableSpecs.Csv(path))));

        Assert.Equal(20, fault.Problems.Count);
        Assert.Contains("the 20th", fault.Problems[^1].Cause, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Cache));
    }

    [Theory]
    [InlineData("a,c,y\n1,no,n\n", "FED1025", "the file lacks b; the spec does not declare c; the file has a, c, y, the spec declares a, b, y")]
    [InlineData("a,a,b,y\n1,1,no,n\n", "FED1025", "two columns of the file have the name 'a'")]
    [InlineData("a,b,y\n1,no\n", "FED1027", "the record has 2 fields, the header 3")]
    [InlineData("a,b,y\n\"1,no,n\n", "FED1021", "a quote is opened and never closed")]
    [InlineData("", "FED1021", "the file has no records")]
    [InlineData("a,b,y\n", "FED1029", "the training part has no examples")]
    [InlineData("a,b,y\nInfinity,no,n\n", "FED1026", "'Infinity' is not a number")]
    public async Task A_file_that_is_wrong_is_one_clear_error(string text, string code, string cause)
    {
        var fault = await Assert.ThrowsAsync<FederationException>(() => OpenAsync(TableSpecs.Of(TableSpecs.Csv(Write("t.csv", text)))));

        Assert.Equal((code, cause), (fault.Code, fault.Problems[0].Cause));
    }

    [Fact]
    public async Task Another_encoding_is_refused_and_read_where_it_is_declared()
    {
        var path = Folder.Write("t.csv", Encoding.Latin1.GetBytes("größe,y\n1,jä\n2,nö\n"));
        var target = """{ "column": "y", "classes": { "jä": 1, "nö": 0 } }""";
        var columns = """[{ "größe": "number" }]""";

        var fault = await Assert.ThrowsAsync<FederationException>(() => OpenAsync(TableSpecs.Of(TableSpecs.Csv(path, columns, target), inputs: 1)));
        var set = await OpenAsync(TableSpecs.Of(TableSpecs.Csv(path, columns, target, more: """, "encoding": "latin1" """), inputs: 1));

        Assert.Equal(("FED1028", $"{path}, line 1"), (fault.Code, fault.Problems[0].Place));
        Assert.Equal([1, 0], TableSpecs.Targets(set));
    }

    [Fact]
    public async Task A_compressed_file_with_another_delimiter_is_read()
    {
        var path = Folder.Write("t.csv.gz", "a;b;y\r\n1;\"no\";n\r\n"u8.ToArray());

        Assert.Equal((float[])[1, 0], TableSpecs.Inputs(await OpenAsync(TableSpecs.Of(TableSpecs.Csv(path, more: """, "delimiter": ";" """)))));
    }

    [Fact]
    public async Task A_table_of_numbers_has_a_number_as_target()
    {
        var path = Write("t.csv", "a,b,y\n1,no,2.5\n1,no,-7\n");

        Assert.Equal((float[])[2.5f, -7], TableSpecs.Targets(await OpenAsync(TableSpecs.Of(TableSpecs.Csv(path, """[{ "a": "number" }, { "b": { "category": ["no"] } }, { "y": "number" }]""", "\"y\"")))));
    }

    [Fact]
    [System.Runtime.Versioning.SupportedOSPlatform("linux")]
    public async Task A_cache_that_others_may_read_is_refused()
    {
        Directory.CreateDirectory(Cache);
        new DirectoryInfo(Cache).UnixFileMode |= UnixFileMode.OtherRead;

        var fault = await Assert.ThrowsAsync<FederationException>(() => OpenAsync(TableSpecs.Of(TableSpecs.Csv(Write("t.csv", "a,b,y\n1,no,n\n")))));

        Assert.Equal("FED2018", fault.Code);
    }
}
