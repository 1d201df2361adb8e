using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using OrleansFederation.Data;
using OrleansFederation.Randomness;
using Parquet;
using Parquet.Schema;

namespace OrleansFederation.Tables;

/// <summary>Measures how fast Parquet and IDX files become what training reads, beside what their libraries need for the same numbers: Parquet.Net into arrays, .NET's files and gzip into bytes.</summary>
internal sealed class FormatsBenchmark : IBenchmark
{
    private const int Columns = 20;
    private const int Rows = 200_000;
    private const int Groups = 4;
    private const int Images = 60_000;
    private const int Pixels = 28 * 28;
    private const int Rounds = 4;

    /// <inheritdoc/>
    public string Name => "formats";

    /// <inheritdoc/>
    public string Description => "reads Parquet and IDX, beside their libraries alone";

    /// <inheritdoc/>
    public async Task RunAsync(TextWriter output, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("fed-formats-").FullName;
        try
        {
            await ParquetAsync(output, folder, cancellationToken);
            Idx(output, folder, cancellationToken);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task ParquetAsync(TextWriter output, string folder, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, "numbers.parquet");
        await WriteParquetAsync(path, cancellationToken);
        DataSpec data = new()
        {
            Format = "parquet",
            Path = path,
            Columns = [.. Enumerable.Range(0, Columns).Select(i => new ColumnSpec { Name = Named(i) })],
            Target = new() { Column = Named(Columns - 1) },
        };
        TableLayout layout = new(data);
        var best = Timing.BestOfEach(Rounds, cancellationToken, () => ReadTable(folder, path, layout, cancellationToken), () => ReadColumnsAsync(path, cancellationToken).GetAwaiter().GetResult());
        var numbers = (double)Groups * Rows * Columns / 1e6;
        Report.Figure(output, $"Parquet, {numbers:0} million numbers into a table", $"{numbers / best[0]:0} million/s, {best[0] / best[1]:0.00} of the time of Parquet.Net into arrays ({numbers / best[1]:0} million/s)");
    }

    private static void Idx(TextWriter output, string folder, CancellationToken cancellationToken)
    {
        foreach (var compressed in (bool[])[false, true])
        {
            var own = Directory.CreateDirectory(Path.Combine(folder, compressed ? "gzip" : "plain")).FullName;
            WriteIdx(own, compressed);
            var files = IdxFolder.Find(own);
            var best = Timing.BestOfEach(Rounds, cancellationToken, () => IdxFolder.Read(files), () => Array.ForEach(files, file => ReadBytes(file, compressed)));
            var megabytes = 2.0 * Images * (Pixels + 1) / 1e6;
            Report.Figure(output, $"IDX, {(compressed ? "gzip" : "plain")}, {megabytes:0} MB", $"{megabytes / best[0]:0} MB/s, {best[0] / best[1]:0.00} of the time of .NET's bytes alone ({megabytes / best[1]:0} MB/s)");
        }
    }

    private static void ReadTable(string folder, string path, TableLayout layout, CancellationToken cancellationToken)
    {
        using TableWriter writer = new(folder, [.. layout.Inputs.Select(input => input.Column.Name)], null, false, false);
        ParquetTable.Read(path, layout, writer, null, cancellationToken);
        writer.Complete(Path.Combine(folder, "numbers.rows"));
    }

    private static async Task ReadColumnsAsync(string path, CancellationToken cancellationToken)
    {
        await using var reader = await ParquetReader.CreateAsync(path, null, cancellationToken);
        for (var index = 0; index < reader.RowGroupCount; index++)
        {
            using var group = reader.OpenRowGroupReader(index);
            foreach (var field in reader.Schema.DataFields)
            {
                var numbers = new double[group.RowCount];
                await group.ReadAsync<double>(field, numbers.AsMemory(), null, cancellationToken);
            }
        }
    }

    private static async Task WriteParquetAsync(string path, CancellationToken cancellationToken)
    {
        SeededRandom random = new(13);
        DataField[] fields = [.. Enumerable.Range(0, Columns).Select(i => new DataField<double>(Named(i)))];
        await using var file = File.Create(path);
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), file, cancellationToken: cancellationToken);
        for (var group = 0; group < Groups; group++)
        {
            using var rows = writer.CreateRowGroup();
            foreach (var field in fields)
            {
                double[] numbers = [.. Enumerable.Range(0, Rows).Select(_ => random.NextGaussian())];
                await rows.WriteAsync<double>(field, numbers.AsMemory(), cancellationToken: cancellationToken);
            }
        }
    }

    private static string Named(int column) => string.Create(CultureInfo.InvariantCulture, $"c{column}");

    private static void WriteIdx(string folder, bool compressed)
    {
        SeededRandom random = new(17);
        byte[] pixels = [.. Enumerable.Range(0, Images * Pixels).Select(_ => random.NextDouble() < 0.8 ? (byte)0 : (byte)(random.NextDouble() * 256))];
        byte[] labels = [.. Enumerable.Range(0, Images).Select(i => (byte)(i % 10))];
        foreach (var part in (string[])["train", "t10k"])
        {
            Write($"{part}-images-idx3-ubyte", [Images, 28, 28], pixels);
            Write($"{part}-labels-idx1-ubyte", [Images], labels);
        }

        void Write(string name, int[] sizes, byte[] values)
        {
            var path = Path.Combine(folder, compressed ? name + ".gz" : name);
            using Stream file = compressed ? new GZipStream(File.Create(path), CompressionLevel.Optimal) : File.Create(path);
            byte[] header = new byte[4 + (4 * sizes.Length)];
            (header[2], header[3]) = (8, (byte)sizes.Length);
            foreach (var (i, size) in sizes.Index())
            {
                BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + (4 * i)), size);
            }

            file.Write(header);
            file.Write(values);
        }
    }

    private static void ReadBytes(string path, bool compressed)
    {
        if (!compressed)
        {
            File.ReadAllBytes(path);
            return;
        }

        var bytes = new byte[Images * (Pixels + 1)];
        using GZipStream file = new(File.OpenRead(path), CompressionMode.Decompress);
        file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
    }
}
