using OrleansFederation.Data;
using OrleansFederation.Errors;
using OrleansFederation.Grants;
using OrleansFederation.Inference;

namespace OrleansFederation.Console;

/// <summary>What people give to commands, and what is made of answers.</summary>
public sealed class InputTests
{
    [Theory]
    [InlineData("[1, 2, 3]")]
    [InlineData("[[1, 2], [3]]")]
    [InlineData("[[[1]], 2, [[3]]]")]
    public void Numbers_may_be_nested_or_flat(string json) =>
        Assert.Equal([1f, 2f, 3f], InputReader.Parse(json, "x").Inputs);

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("[1, \"two\"]")]
    [InlineData("[1, true]")]
    [InlineData("[1e999]")]
    [InlineData("not json")]
    public void What_is_not_numbers_is_FED6001_and_says_where(string json)
    {
        var refused = Assert.Throws<FederationException>(() => InputReader.Parse(json, "row.json"));

        Assert.Equal("FED6001", refused.Code);
        Assert.Equal("row.json", refused.Problems[0].Place);
    }

    [Fact]
    public void Null_is_missing_and_rows_by_name_are_left_to_the_version()
    {
        Assert.Equal([1f, float.NaN], InputReader.Parse("[1, null]", "x").Inputs);
        Assert.Equal("""[{ "a": 1 }]""", InputReader.Parse("""[{ "a": 1 }]""", "x").Rows);
    }

    [Fact]
    public async Task An_input_file_that_is_not_there_is_FED1043()
    {
        var refused = await Assert.ThrowsAsync<FederationException>(() => InputReader.ReadAsync(Path.GetRandomFileName(), TextReader.Null, TestContext.Current.CancellationToken));

        Assert.Equal("FED1043", refused.Code);
    }

    [Fact]
    public async Task A_hyphen_reads_standard_input()
    {
        using var input = new StringReader("[4, 5]");

        var read = await InputReader.ReadAsync("-", input, TestContext.Current.CancellationToken);

        Assert.Equal([4f, 5f], read.Inputs);
    }

    [Fact]
    public void Logits_become_probabilities_that_add_up_to_one_and_do_not_overflow()
    {
        var answer = Answer.Of([1000f, 999f, -1000f]);

        Assert.Equal(0, answer.Class);
        Assert.Equal(1 / (1 + Math.Exp(-1)), answer.Probability, 9);
        Assert.Equal(1, answer.Probabilities.Sum(), 9);
    }

    [Fact]
    public void A_distribution_stays_as_it_is() =>
        Assert.Equal([0.25, 0.5, 0.25], Answer.Of([0.25f, 0.5f, 0.25f]).Probabilities);

    [Fact]
    public void One_logit_means_two_classes()
    {
        var answer = Answer.Of([-2f]);

        Assert.Equal(0, answer.Class);
        Assert.Equal(1 / (1 + Math.Exp(-2)), answer.Probability, 9);
    }

    [Fact]
    public void An_image_is_drawn_two_rows_a_line()
    {
        var example = new DataExample(0, [0, 1, 1, 0, 0, 1, 0, 0, 1], [1, 3, 3], 7);

        Assert.Equal([" ▀█", "  ▀"], ImageDrawing.Of(example).Select(line => line.ToString()));
    }

    [Fact]
    public void What_is_no_image_is_not_drawn() =>
        Assert.Empty(ImageDrawing.Of(new DataExample(0, [1, 2, 3], [3], 0)));

    [Theory]
    [InlineData("infer", GrantScopes.Infer)]
    [InlineData("infer, download", GrantScopes.Infer | GrantScopes.Download)]
    [InlineData("ALL", GrantScopes.All)]
    public void Scopes_are_words_separated_by_commas(string text, GrantScopes expected) =>
        Assert.Equal(expected, Scopes.Read(text));

    [Theory]
    [InlineData("")]
    [InlineData(",")]
    [InlineData("infer,evrything")]
    public void What_names_no_scope_is_none(string text) =>
        Assert.Null(Scopes.Read(text));

    [Theory]
    [InlineData("30d", "2026-12-24T12:00:00Z")]
    [InlineData("12h", "2026-11-25T00:00:00Z")]
    [InlineData("45m", "2026-11-24T12:45:00Z")]
    [InlineData("2027-01-31", "2027-02-01T00:00:00Z")]
    [InlineData("2027-01-31T09:30:00+01:00", "2027-01-31T08:30:00Z")]
    [InlineData("2027-01-31T09:30Z", "2027-01-31T09:30:00Z")]
    public void An_end_is_a_time_from_now_a_day_or_a_moment(string text, string expected) =>
        Assert.Equal(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), Expiry.Read(text, Samples.Now));

    [Theory]
    [InlineData("tomorrow")]
    [InlineData("d")]
    [InlineData("-3d")]
    [InlineData("31.1.2027")]
    [InlineData("2027-02-30")]
    public void What_is_no_date_is_none(string text) =>
        Assert.Null(Expiry.Read(text, Samples.Now));
}
