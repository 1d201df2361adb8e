using System.ComponentModel;
using System.Diagnostics;

namespace OrleansFederation.Isolation;

/// <summary>
/// Runs a process within limits of time and memory, and kills it with everything that it started when it passes one. What it writes goes
/// to whoever listens, bounded. Its standard input stays open for as long as this process lives, and tells it by its end that it does not.
/// </summary>
/// <param name="clock">The clock.</param>
internal sealed class IsolatedProcess(TimeProvider clock)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan EndWithin = TimeSpan.FromSeconds(5);

    /// <summary>Runs a process to its end.</summary>
    /// <param name="start">What to start; its streams are redirected here.</param>
    /// <param name="time">The longest that it may run.</param>
    /// <param name="memory">The most bytes that it may hold.</param>
    /// <param name="said">Told each line that it writes.</param>
    /// <param name="look">Called about every twentieth of a second; whether it has answered, so that it may be ended.</param>
    /// <param name="cancellationToken">Kills it.</param>
    public async Task<IsolatedEnd> RunAsync(ProcessStartInfo start, TimeSpan time, long memory, Action<string> said, Func<bool> look, CancellationToken cancellationToken)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.UseShellExecute = false;
        cancellationToken.ThrowIfCancellationRequested();
        var began = clock.GetTimestamp();
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start.");
        GiveWay(process);
        using var quiet = new CancellationTokenSource();
        var lines = new SpokenLines(said);
        Task[] reading = [lines.ReadAsync(process.StandardOutput.BaseStream, quiet.Token), lines.ReadAsync(process.StandardError.BaseStream, quiet.Token)];
        var (kind, peak) = (IsolatedEndKind.Exited, 0L);
        try
        {
            var exit = process.WaitForExitAsync(cancellationToken);
            long? answered = null;
            while (await Task.WhenAny(exit, Task.Delay(LookEvery, clock, cancellationToken)) != exit)
            {
                cancellationToken.ThrowIfCancellationRequested();
                peak = Math.Max(peak, ProcessMemory.Of(process.Id));
                if (peak > memory)
                {
                    kind = IsolatedEndKind.Memory;
                    break;
                }

                if (clock.GetElapsedTime(began) > time)
                {
                    kind = IsolatedEndKind.Time;
                    break;
                }

                if (look())
                {
                    answered ??= clock.GetTimestamp();
                    if (clock.GetElapsedTime(answered.Value) > EndWithin)
                    {
                        break;
                    }
                }
            }

            cancellationToken.ThrowIfCancellationRequested();
        }
        finally
        {
            await KillAsync(process);

            // A pipe that something which escaped holds open has no end.
            quiet.CancelAfter(EndWithin);
            await Task.WhenAll(reading);
            lines.End();
        }

        return new(kind, process.ExitCode, peak, clock.GetElapsedTime(began));
    }

    // Threads inherit it from the first one, which at this moment is the only one: grains answer while foreign code computes.
    private static void GiveWay(Process process)
    {
        try
        {
            process.PriorityClass = ProcessPriorityClass.BelowNormal;
        }
        catch (Exception fault) when (fault is InvalidOperationException or Win32Exception)
        {
            // It has ended already, or a sandbox forbids even that: the process then runs as the silo does.
        }
    }

    private static async Task KillAsync(Process process)
    {
        ProcessGroup.Kill(process.Id);
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        // What was killed ends within moments: nothing is left that could stop it.
        await process.WaitForExitAsync(CancellationToken.None);
    }
}
