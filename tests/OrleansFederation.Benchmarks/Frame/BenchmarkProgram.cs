using OrleansFederation.Errors;

namespace OrleansFederation.Frame;

/// <summary>Runs the benchmarks that the command line names, or all of them, one after another.</summary>
internal static class BenchmarkProgram
{
    /// <summary>Runs benchmarks.</summary>
    /// <param name="benchmarks">Those there are, in the order in which they run.</param>
    /// <param name="arguments">Names; none runs all. <c>--list</c> prints them.</param>
    /// <param name="output">Where figures go.</param>
    /// <param name="errors">Where what went wrong goes.</param>
    /// <returns>0; 2 where a name is unknown; 1 where a benchmark failed; 130 where it was interrupted.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<IBenchmark> benchmarks, string[] arguments, TextWriter output, TextWriter errors)
    {
        if (arguments is ["--list" or "--help"])
        {
            foreach (var benchmark in benchmarks)
            {
                output.WriteLine($"{benchmark.Name,-12}{benchmark.Description}");
            }

            return ExitCodes.Ok;
        }

        if (arguments.FirstOrDefault(argument => benchmarks.All(benchmark => benchmark.Name != argument)) is { } unknown)
        {
            errors.WriteLine($"There is no benchmark '{unknown}': choose of {string.Join(", ", benchmarks.Select(benchmark => benchmark.Name))}.");
            return ExitCodes.Usage;
        }

        using var interrupted = new CancellationTokenSource();
        Console.CancelKeyPress += (_, press) =>
        {
            press.Cancel = true;
            interrupted.Cancel();
        };

        output.WriteLine(Machine.Describe());
        foreach (var benchmark in benchmarks.Where(benchmark => arguments.Length == 0 || arguments.Contains(benchmark.Name)))
        {
            output.WriteLine();
            output.WriteLine($"{benchmark.Name}: {benchmark.Description}");
            try
            {
                await benchmark.RunAsync(output, interrupted.Token);
            }
            catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
            {
                errors.WriteLine("Interrupted.");
                return ExitCodes.Interrupted;
            }
            catch (FederationException failure)
            {
                errors.WriteLine($"{benchmark.Name} failed: {failure.Message}");
                return ExitCodes.Fault;
            }
        }

        return ExitCodes.Ok;
    }
}
