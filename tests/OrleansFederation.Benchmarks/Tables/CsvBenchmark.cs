using System.Diagnostics;
using System.Globalization;
using OrleansFederation.Data;

namespace OrleansFederation.Tables;

/// <summary>
/// Measures how fast a CSV of numbers becomes a table, on one thread, beside only reading the file and beside what one would write first:
/// lines, split at commas, each parsed. <c>FED_CSV_MEGABYTES</c> says how large the file is, 200 where it is not set.
/// </summary>
internal sealed class CsvBenchmark : IBenchmark
{
    private const double Goal = 150;
    private const int Columns = 20;
    private const int Usual = 200;

    /// <inheritdoc/>
    public string Name => "csv";

    /// <inheritdoc/>
    public string Description => "reads a CSV of 20 columns into a table, by the processor time of one thread";

    /// <inheritdoc/>
    public Task RunAsync(TextWriter output, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("fed-csv-").FullName;
        try
        {
            var megabytes = int.TryParse(Environment.GetEnvironmentVariable("FED_CSV_MEGABYTES"), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : Usual;
            var path = Path.Combine(folder, "numbers.csv");
            NumbersCsv.Write(path, Columns - 1, megabytes * 1_000_000L);
            var bytes = new FileInfo(path).Length / 1e6;
            var data = Data(path);
            var large = megabytes > Usual;
            TableLayout layout = new(data);
            var before = Peak();
            var rounds = large ? 1 : 3;
            double[] best = [double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity];
            for (var round = 0; round < rounds; round++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                best[0] = Math.Min(best[0], Seconds(() => ReadBytes(path)));
                best[1] = Math.Min(best[1], Seconds(() => Scan(path, data)));
                best[2] = Math.Min(best[2], Seconds(() => ReadTable(folder, path, data, layout, cancellationToken)));
                if (!large)
                {
                    best[3] = Math.Min(best[3], Seconds(() => ReadNaively(path)));
                }
            }

            Report.Figure(output, $"only reading {bytes:0} MB", $"{bytes / best[0]:0} MB/s");
            Report.Figure(output, "finding records and fields", $"{bytes / best[1]:0} MB/s");
            Report.Figure(output, "into a table", $"{bytes / best[2]:0} MB/s (goal at least {Goal:0}: {(bytes / best[2] >= Goal ? "met" : "MISSED")})");
            if (!large)
            {
                Report.Figure(output, "naively: lines, split, parsed", $"{bytes / best[3]:0} MB/s");
            }

            Report.Figure(output, "peak resident memory above the start", $"{(Peak() - before) / 1e6:0} MB");
            return Task.CompletedTask;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Seconds of the processor, so that other work on the machine counts less; the work runs on one thread.
    private static double Seconds(Action work)
    {
        var started = Environment.CpuUsage.TotalTime;
        work();
        return (Environment.CpuUsage.TotalTime - started).TotalSeconds;
    }

    private static long Peak()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }

    private static DataSpec Data(string path) => new()
    {
        Format = "csv",
        Path = path,
        Columns = [.. Enumerable.Range(0, Columns - 1).Select(NumbersCsv.Named).Append(NumbersCsv.Class).Select(name => new ColumnSpec { Name = name })],
        Target = new() { Column = NumbersCsv.Class },
    };

    private static void ReadBytes(string path)
    {
        var buffer = new byte[1 << 20];
        using var file = File.OpenHandle(path, options: FileOptions.SequentialScan);
        for (var at = 0L; RandomAccess.Read(file, buffer, at) is > 0 and var read; at += read)
        {
        }
    }

    private static void Scan(string path, DataSpec data)
    {
        using var csv = CsvTable.Open(path, data, out _);
        while (csv.Read())
        {
        }
    }

    private static void ReadTable(string folder, string path, DataSpec data, TableLayout layout, CancellationToken cancellationToken)
    {
        using TableWriter writer = new(folder, [.. layout.Inputs.Select(input => input.Column.Name)], null, false, false);
        CsvTable.Read(path, data, layout, writer, null, cancellationToken);
        writer.Complete(Path.Combine(folder, "numbers.rows"));
    }

    private static void ReadNaively(string path)
    {
        var sum = 0.0;
        foreach (var line in File.ReadLines(path).Skip(1))
        {
            foreach (var field in line.Split(','))
            {
                sum += float.Parse(field, CultureInfo.InvariantCulture);
            }
        }

        GC.KeepAlive(sum);
    }
}
