using OrleansFederation.Cli;
using OrleansFederation.Federations;
using OrleansFederation.Output;
using Spectre.Console;

namespace OrleansFederation.Runs;

/// <summary>Shows a federation's events as they come: a live frame on a terminal, a line each elsewhere, JSON lines to programs.</summary>
/// <param name="host">The process.</param>
/// <param name="terminal">Where to show them.</param>
/// <param name="brief">Whether lines are shown for ends and failures only, for federations that are not the point.</param>
internal sealed class RunDisplay(ConsoleHost host, Terminal terminal, bool brief = false)
{
    private static readonly TimeSpan Redraw = TimeSpan.FromMilliseconds(100);

    /// <summary>Shows events until the terminal one.</summary>
    /// <param name="start">What is known when one begins to look.</param>
    /// <param name="events">The events.</param>
    /// <param name="cancellationToken">Ends the display.</param>
    /// <returns>What is known at the end.</returns>
    public Task<RunView> ShowAsync(RunView start, IAsyncEnumerable<FederationEvent> events, CancellationToken cancellationToken) =>
        terminal.IsLive ? ShowLiveAsync(start, events, cancellationToken) : ShowLinesAsync(start, events, cancellationToken);

    private async Task<RunView> ShowLinesAsync(RunView view, IAsyncEnumerable<FederationEvent> events, CancellationToken cancellationToken)
    {
        await foreach (var e in events.WithCancellation(cancellationToken))
        {
            view = view.Apply(e);
            terminal.Stream(EventText.Json(view.Federation, e));
            if ((!brief || EventText.IsEnd(e.Kind)) && EventText.Of(view.Federation, view.Rounds, e) is { } line)
            {
                terminal.Say(line);
            }

            if (FederationEvents.IsTerminal(e.Kind))
            {
                break;
            }
        }

        return view;
    }

    private async Task<RunView> ShowLiveAsync(RunView view, IAsyncEnumerable<FederationEvent> events, CancellationToken cancellationToken)
    {
        var began = host.Clock.GetTimestamp();
        var watch = Task.Run(
            async () =>
            {
                await foreach (var e in events.WithCancellation(cancellationToken))
                {
                    Volatile.Write(ref view, view.Apply(e));
                    if (FederationEvents.IsTerminal(e.Kind))
                    {
                        break;
                    }
                }
            },
            cancellationToken);

        await terminal.Error.Live(RunFrame.Of(view, TimeSpan.Zero)).StartAsync(async live =>
        {
            using var timer = new PeriodicTimer(Redraw, host.Clock);
            (RunView? View, int Second) drawn = (null, -1);
            bool over;
            do
            {
                over = watch.IsCompleted;
                var elapsed = host.Clock.GetElapsedTime(began);
                var now = (View: Volatile.Read(ref view), Second: (int)elapsed.TotalSeconds);
                if (!ReferenceEquals(now.View, drawn.View) || now.Second != drawn.Second)
                {
                    live.UpdateTarget(RunFrame.Of(now.View, elapsed));
                    drawn = now;
                }
            }
            while (!over && await timer.WaitForNextTickAsync(CancellationToken.None));
        });
        await watch;
        return Volatile.Read(ref view);
    }
}
