using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Runs;

namespace OrleansFederation.Console;

/// <summary>The live display at three widths.</summary>
public sealed class RunFrameTests
{
    private static readonly TimeSpan Elapsed = TimeSpan.FromSeconds(75);

    [Theory]
    [InlineData(60, """
        digits · model digits-model · round 3 of 10 · training  1:15
        client    state     progress        examples   loss
        digits.0  training  █████░░░   61%     7,570  0.432
        digits.1  done      ████████  100%    12,410  0.401
        digits.2  waiting   ░░░░░░░░    0%         –      –
        rounds    ██████░░░░░░░░░░░░░░░░░░░░░░  2/10
        loss      1.500 █▁ 1.000
        accuracy  0.600 ▁█ 0.800
        """)]
    [InlineData(80, """
        digits · model digits-model · round 3 of 10 · training                      1:15
        client    state     progress                            examples   loss
        digits.0  training  █████████████████░░░░░░░░░░░   61%     7,570  0.432
        digits.1  done      ████████████████████████████  100%    12,410  0.401
        digits.2  waiting   ░░░░░░░░░░░░░░░░░░░░░░░░░░░░    0%         –      –
        rounds    ██████░░░░░░░░░░░░░░░░░░░░░░  2/10
        loss      1.500 █▁ 1.000
        accuracy  0.600 ▁█ 0.800
        """)]
    [InlineData(120, """
        digits · model digits-model · round 3 of 10 · training                                          1:15
        client    state     progress                            examples   loss
        digits.0  training  █████████████████░░░░░░░░░░░   61%     7,570  0.432
        digits.1  done      ████████████████████████████  100%    12,410  0.401
        digits.2  waiting   ░░░░░░░░░░░░░░░░░░░░░░░░░░░░    0%         –      –
        rounds    ██████░░░░░░░░░░░░░░░░░░░░░░  2/10
        loss      1.500 █▁ 1.000
        accuracy  0.600 ▁█ 0.800
        """)]
    public void The_frame_fits_the_width(int width, string expected)
    {
        var drawn = Drawing.At(width, RunFrame.Of(Samples.Run(), Elapsed));

        Assert.Equal(expected, drawn);
    }

    [Fact]
    public void Of_many_clients_those_who_failed_or_train_are_shown_and_the_others_counted()
    {
        var run = Samples.Run().Apply(new FederationEvent { Kind = FederationEventKind.RoundOpened, Round = 3, Cohort = [.. Enumerable.Range(0, 1000).Select(i => $"digits.{i:0000}")] });
        foreach (var i in Enumerable.Range(0, 500))
        {
            run = run.Apply(new FederationEvent { Kind = FederationEventKind.ClientFinished, Round = 3, Client = $"digits.{i:0000}" });
        }

        run = run.Apply(new FederationEvent { Kind = FederationEventKind.ClientFailed, Round = 3, Client = "digits.0999", Problem = FederationErrors.NonFiniteUpdate.At("x", "NaN at 0.weight") });

        var lines = Drawing.At(100, RunFrame.Of(run, Elapsed)).Split('\n');

        Assert.StartsWith("digits.0999  failed", lines[2], StringComparison.Ordinal);
        Assert.Contains("and 988 more; 500 of 1000 done", lines);
        Assert.True(lines.Length < 20, $"{lines.Length} lines");
    }

    [Fact]
    public void Of_a_cohort_too_large_to_tell_of_each_the_share_that_delivered_is_shown()
    {
        var run = Samples.Run()
            .Apply(new FederationEvent { Kind = FederationEventKind.RoundOpened, Round = 3, Selected = 5_000 })
            .Apply(new FederationEvent { Kind = FederationEventKind.CohortProgress, Round = 3, Selected = 5_000, Delivered = 1_250 });

        var lines = Drawing.At(60, RunFrame.Of(run, Elapsed)).Split('\n');

        Assert.Contains(lines, line => line.StartsWith("clients ", StringComparison.Ordinal) && line.EndsWith(" 1,250/5,000", StringComparison.Ordinal));
    }

    [Fact]
    public void A_failure_is_named_with_its_code()
    {
        var run = Samples.Run().Apply(new FederationEvent { Kind = FederationEventKind.RoundFailed, Round = 3, Problem = FederationErrors.DeadlinePassed.At("round 3", "1 of 3 updates had arrived") });

        var drawn = Drawing.At(80, RunFrame.Of(run, Elapsed));

        Assert.Contains("FED3004 at round 3: 1 of 3 updates had arrived", drawn, StringComparison.Ordinal);
    }

    [Fact]
    public void Before_anything_has_happened_there_is_a_frame_already()
    {
        var drawn = Drawing.At(60, RunFrame.Of(RunView.Of(Samples.Federation(round: 0), []), TimeSpan.Zero));

        Assert.Equal(
            """
            digits · model digits-model · starting                  0:00
            rounds    ░░░░░░░░░░░░░░░░░░░░░░░░░░░░  0/10
            """,
            drawn);
    }
}
