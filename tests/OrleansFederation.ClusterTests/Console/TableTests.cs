using OrleansFederation.Federations;
using OrleansFederation.Rounds;

namespace OrleansFederation.Console;

/// <summary>Tables at three widths: what matters least gives way first, and no line is wider than the terminal.</summary>
public sealed class TableTests
{
    [Theory]
    [InlineData(60, """
        round  phase      clients  accuracy   loss    took  version
            1  committed      1/2     0.500  1.250  10.5 s       v1
            2  committed      1/2     0.750  0.500  10.5 s       v2
        """)]
    [InlineData(80, """
        round  phase      clients  accuracy   loss    took  training   test  version
            1  committed      1/2     0.500  1.250  10.5 s     9.3 s  1.2 s       v1
            2  committed      1/2     0.750  0.500  10.5 s     9.3 s  1.2 s       v2
        """)]
    [InlineData(120, """
        round  phase      clients  accuracy   loss    took  training   test  platform  version
            1  committed      1/2     0.500  1.250  10.5 s     9.3 s  1.2 s     50 ms       v1
            2  committed      1/2     0.750  0.500  10.5 s     9.3 s  1.2 s     50 ms       v2
        """)]
    public void Rounds_fit_the_width(int width, string expected)
    {
        var drawn = Drawing.At(width, RoundTables.List([Samples.Round(1), Samples.Round(2, 0.75, 0.5)]));

        Assert.Equal(expected, drawn);
    }

    [Fact]
    public void Rounds_that_count_bytes_tell_what_clients_sent()
    {
        var drawn = Drawing.At(120, RoundTables.List([Samples.Round(1) with { BytesUp = 2048, BytesDown = 4096 }]));

        Assert.Contains("sent up", drawn, StringComparison.Ordinal);
        Assert.Contains("2.0 KiB", drawn, StringComparison.Ordinal);
        Assert.Contains("2.0 KiB up, 4.0 KiB down", Drawing.At(120, RoundTables.Show(Samples.Round(1) with { BytesUp = 2048, BytesDown = 4096 }, DateTimeOffset.UnixEpoch)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(60, """
        federation  status    rounds  model         version
        digits      running     3/10  digits-model       v3
        done        finished   10/10  done-model        v10
        """)]
    [InlineData(80, """
        federation  status    rounds  model         version  created    owner
        digits      running     3/10  digits-model       v3  5 min ago  alice
        done        finished   10/10  done-model        v10  5 min ago  alice
        """)]
    [InlineData(120, """
        federation  status    rounds  model         version  created    owner
        digits      running     3/10  digits-model       v3  5 min ago  alice
        done        finished   10/10  done-model        v10  5 min ago  alice
        """)]
    public void Federations_fit_the_width(int width, string expected)
    {
        var drawn = Drawing.At(
            width, FederationTables.List([Samples.Federation(), Samples.Federation("done", FederationStatus.Finished, 10)], Samples.Now));

        Assert.Equal(expected, drawn);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(40)]
    [InlineData(60)]
    public void A_long_name_is_cut_with_an_ellipsis_rather_than_wrapped(int width)
    {
        var drawn = Drawing.At(width, FederationTables.List([Samples.Federation(new string('x', 90))], Samples.Now));

        Assert.True(Drawing.WidthOf(drawn) <= Math.Max(width, 8 + 2 + 8 + 2 + 8), drawn);
        Assert.Contains("…", drawn, StringComparison.Ordinal);
        Assert.Equal(2, drawn.Split('\n').Length);
    }

    [Fact]
    public void A_control_character_in_a_name_does_not_reach_the_terminal()
    {
        var hostile = Samples.Federation() with { Owner = "eve\u001b[2J\rroot" };

        var drawn = Drawing.At(120, FederationTables.List([hostile], Samples.Now));

        Assert.DoesNotContain(drawn, c => char.IsControl(c) && c != '\n');
    }

    [Fact]
    public void A_failed_federation_shows_what_to_try()
    {
        var failed = Samples.Federation(
            status: FederationStatus.Failed, failure: Errors.FederationErrors.TooFewClients.At("round 4", "2 of 3 clients delivered"));

        var drawn = Drawing.At(80, FederationTables.Show(failed, Samples.Now));

        Assert.Contains("failed      FED3003 at round 4: 2 of 3 clients delivered", drawn, StringComparison.Ordinal);
        Assert.Contains("try         Lower sampling.minimum", drawn, StringComparison.Ordinal);
    }
}
