using OrleansFederation.Cli;
using OrleansFederation.Federations;
using OrleansFederation.Output;
using OrleansFederation.Runs;

namespace OrleansFederation.Console;

/// <summary>Events as they are shown: redrawn on a terminal, lines elsewhere, JSON lines to programs.</summary>
public sealed class RunDisplayTests
{
    private static readonly FederationEvent[] Events =
    [
        new() { Kind = FederationEventKind.RoundOpened, Round = 1, Cohort = ["digits.0"] },
        new() { Kind = FederationEventKind.ClientProgress, Round = 1, Client = "digits.0", Fraction = 0.5 },
        new() { Kind = FederationEventKind.ClientFinished, Round = 1, Client = "digits.0", Examples = 100, Loss = 0.9 },
        Samples.Committed(1, 0.5, 1),
        new() { Kind = FederationEventKind.Finished, Round = 1 },
        new() { Kind = FederationEventKind.RoundOpened, Round = 2, Cohort = ["beyond-the-end"] },
    ];

    [Fact]
    public async Task A_terminal_is_left_with_the_last_frame()
    {
        var (output, error) = await ShowAsync(OutputMode.Text, isTerminal: true);

        Assert.Equal("", output);
        Assert.Contains("round 1 of 10 · finished", error, StringComparison.Ordinal);
        Assert.Contains("1/10", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nothing_can_be_redrawn_there_is_a_line_an_event_on_standard_error()
    {
        var (output, error) = await ShowAsync(OutputMode.Text, isTerminal: false);

        Assert.Equal("", output);
        Assert.Equal(
            [
                "digits round 1/10: 1 client trains",
                "digits round 1/10: digits.0 done, 100 examples, loss 0.900",
                "digits round 1/10: committed as v1 after 4.5 s, accuracy 0.500, loss 1.000",
                "digits: finished",
            ],
            error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Programs_get_every_event_up_to_the_end()
    {
        var (output, error) = await ShowAsync(OutputMode.Jsonl, isTerminal: false);

        Assert.Equal(5, output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal("", error);
    }

    [Fact]
    public async Task The_end_of_the_display_is_the_sum_of_the_events()
    {
        var terminal = new Terminal(Host(TextWriter.Null, TextWriter.Null, true), OutputMode.Text, ColorMode.Never);

        var view = await new RunDisplay(Host(TextWriter.Null, TextWriter.Null, true), terminal)
            .ShowAsync(Start(), Events.ToAsyncEnumerable(), TestContext.Current.CancellationToken);

        Assert.Equal([0.5], view.Accuracies);
        Assert.Equal("finished", view.Phase);
    }

    private static async Task<(string Output, string Error)> ShowAsync(OutputMode mode, bool isTerminal)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var host = Host(output, error, isTerminal);
        await new RunDisplay(host, new Terminal(host, mode, ColorMode.Never))
            .ShowAsync(Start(), Events.ToAsyncEnumerable(), TestContext.Current.CancellationToken);
        return (output.ToString(), error.ToString());
    }

    private static RunView Start() => RunView.Of(Samples.Federation(round: 0), []);

    private static ConsoleHost Host(TextWriter output, TextWriter error, bool isTerminal) =>
        new() { Out = output, Error = error, In = TextReader.Null, OutIsTerminal = isTerminal, ErrorIsTerminal = isTerminal };
}
