namespace OrleansFederation.Federations;

public sealed class DurationTests
{
    [Theory]
    [InlineData("10m", 600_000)]
    [InlineData("90s", 90_000)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("7d", 604_800_000)]
    [InlineData("250ms", 250)]
    [InlineData("1d2h3m4s5ms", 93_784_005)]
    [InlineData("0s", 0)]
    public void A_duration_is_read(string text, long milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Duration.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("m")]
    [InlineData("10 m")]
    [InlineData("-1s")]
    [InlineData("1.5h")]
    [InlineData("30m1h")]
    [InlineData("1s1s")]
    [InlineData("1w")]
    [InlineData("1234567890s")]
    public void What_is_no_duration_is_refused(string text) => Assert.Null(Duration.Parse(text));

    [Theory]
    [InlineData("60s", "1m")]
    [InlineData("5400s", "1h30m")]
    [InlineData("24h", "1d")]
    [InlineData("1500ms", "1s500ms")]
    [InlineData("0m", "0s")]
    public void Equal_durations_are_written_alike(string text, string written) =>
        Assert.Equal(written, Duration.Format(Duration.Parse(text)!.Value));
}
