using OrleansFederation.Errors;

namespace OrleansFederation.Preprocessing;

/// <summary>Rows by the names of their columns.</summary>
public sealed class NamedRowsTests
{
    private static readonly RawColumn[] Columns = [new("age", []), new("pain", ["1", "2"]), new("sex", ["f", "m"])];

    [Theory]
    [InlineData("""{ "age": 63, "pain": 2, "sex": "m" }""", new[] { 63, 1, 1f })]
    [InlineData("""{ "sex": "f", "pain": "1.0", "age": -0.5 }""", new[] { -0.5f, 0, 0 })]
    [InlineData("""{ "age": null }""", new[] { float.NaN, float.NaN, float.NaN })]
    [InlineData("""[{ "age": 1 }, { "sex": "m" }]""", new[] { 1, float.NaN, float.NaN, float.NaN, float.NaN, 1 })]
    public void Values_find_their_columns(string json, float[] expected) => Assert.Equal(expected, NamedRows.Read(json, Columns, "test"));

    [Fact]
    public void Every_value_that_fits_no_column_is_named_with_what_would()
    {
        var problems = Assert.Throws<FederationException>(() => NamedRows.Read("""[{ "age": "old", "pain": 3 }, { "weight": 80 }, 7]""", Columns, "test")).Problems;

        Assert.All(problems, problem => Assert.Equal("FED6001", problem.Code));
        Assert.Equal(["test, row 1", "test, row 1", "test, row 2", "test, row 3"], problems.Select(problem => problem.Place));
        Assert.Contains("1, 2", problems[1].Remedy, StringComparison.Ordinal);
        Assert.Contains("age, pain, sex", problems[2].Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{ "age": 1e999 }""")]
    public void What_is_no_row_is_FED6001(string json) =>
        Assert.Equal("FED6001", Assert.Throws<FederationException>(() => NamedRows.Read(json, Columns, "test")).Code);
}
