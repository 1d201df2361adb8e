using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using OrleansFederation.Data;
using OrleansFederation.Errors;
using Parquet;
using Parquet.Schema;

namespace OrleansFederation.Tables;

[Collection("FED_CACHE")]
public sealed class OtherFormatTests : OwnFiles
{
    private const string Target = """{ "column": "y", "classes": { "n": 0, "p": 1 } }""";

    [Fact]
    public async Task Parquet_gives_the_rows_that_the_same_CSV_gives()
    {
        var path = await ParquetAsync([1.5, null, -2], ["no", "yes", "no"], ["n", "p", null]);
        var csv = Write("t.csv", "a,b,y\n1.5,no,n\n-2,yes,p\n");

        var fault = await Assert.ThrowsAsync<FederationException>(() => OpenAsync(TableSpecs.Of(Parquet(path))));
        var sound = TableSpecs.Of(Parquet(await ParquetAsync([1.5, -2], ["no", "yes"], ["n", "p"])));

        Assert.Contains("of 2 examples, 1 lack a", fault.Message, StringComparison.Ordinal);
        Assert.Equal(TableSpecs.Inputs(await OpenAsync(TableSpecs.Of(TableSpecs.Csv(csv)))), TableSpecs.Inputs(await OpenAsync(sound)));
    }

    [Fact]
    public async Task Parquet_values_that_do_not_fit_are_named_by_row_and_column()
    {
        var path = await ParquetAsync([1, double.PositiveInfinity], ["no", "maybe"], ["n", "p"]);

        var fault = await Assert.ThrowsAsync<FederationException>(() => OpenAsync(TableSpecs.Of(Parquet(path))));

        Assert.Equal([$"{path}, row 1, column a", $"{path}, row 1, column b"], fault.Problems.Select(problem => problem.Place));
    }

    [Fact]
    public async Task A_file_that_is_no_Parquet_is_refused()
    {
        var fault = await Assert.ThrowsAsync<FederationException>(() => OpenAsync(TableSpecs.Of(Parquet(Write("t.parquet", "PAR1 and nothing more that could be read PAR1")))));

        Assert.Equal("FED1021", fault.Code);
    }

    [Fact]
    public async Task Arrays_and_folders_of_images_are_dealt_into_folds()
    {
        var arrays = Npz(("x.npy", Npy("<f4", [6, 1], [1, 2, 3, 4, 5, 6])), ("y.npy", Npy("<i8", [6], [0, 1, 0, 1, 0, 1])));
        for (var i = 0; i < 6; i++)
        {
            Image(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{(i % 2 == 0 ? "cat" : "dog")}/{i}.png"), 1, 1, 1, [(byte)(i + 1)]);
        }

        foreach (var spec in new[]
        {
            TableSpecs.Of($$"""{ "format": "npy", "path": "{{arrays}}" }""", inputs: 1),
            TableSpecs.Of(Images(1, 1, 1), shape: "[1, 1, 1]"),
        })
        {
            List<float> tested = [];
            for (var fold = 0; fold < 3; fold++)
            {
                var test = await OpenAsync(spec with { Fold = new() { Index = fold, Of = 3, Seed = 1 } }, DataPart.Test);
                Assert.Equal([0, 1], TableSpecs.Targets(test).Order());
                tested.AddRange(TableSpecs.Inputs(test));
            }

            Assert.Equal(6, tested.Distinct().Count());
        }
    }

    [Theory]
    [InlineData("<f4")]
    [InlineData(">f8")]
    [InlineData("<i8")]
    [InlineData("|i1")]
    public async Task Arrays_of_inputs_and_targets_are_read_whatever_their_type(string type)
    {
        var path = Npz(("x.npy", Npy(type, [3, 2], [1, 2, 3, 4, 5, -6])), ("y.npy", Npy("<i8", [3], [0, 1, 1])));

        var set = await OpenAsync(TableSpecs.Of($$"""{ "format": "npy", "path": "{{path}}", "split": { "train": 1 } }"""));

        Assert.Equal([2], set.InputShape);
        Assert.Equal([1, 2, 3, 4, 5, -6], TableSpecs.Inputs(set).ToList());
        Assert.Equal([0, 1, 1], TableSpecs.Targets(set).ToList());
    }

    [Fact]
    public async Task Arrays_of_bytes_in_two_dimensions_are_images()
    {
        var path = Npz(("x.npy", Npy("|u1", [1, 2, 2], [0, 51, 255, 102])), ("y.npy", Npy("|u1", [1], [1])));

        var set = await OpenAsync(TableSpecs.Of($$"""{ "format": "npy", "path": "{{path}}", "split": { "train": 1 }, "normalize": { "mean": 0.2, "std": 0.2 } }""", shape: "[1, 2, 2]"));

        Assert.Equal([-1, 0, 4, 1], TableSpecs.Inputs(set).Select(value => (int)MathF.Round(value * 1000) / 1000f));
    }

    [Fact]
    public async Task An_array_may_be_a_table_with_its_target_among_the_columns()
    {
        var path = Folder.Write("t.npy", Npy("<f8", [2, 3], [1, 9, 0, 2, 9, 1]));

        var set = await OpenAsync(TableSpecs.Of($$"""{ "format": "npy", "path": "{{path}}", "columns": [{ "a": "number" }, { "junk": "ignore" }, { "y": { "category": ["0", "1"] } }], "target": "y", "split": { "train": 1 } }""", inputs: 1));

        Assert.Equal([1, 2], TableSpecs.Inputs(set).ToList());
        Assert.Equal([0, 1], TableSpecs.Targets(set).ToList());
    }

    [Fact]
    public async Task Arrays_that_are_wrong_are_one_clear_error()
    {
        async Task<string> CodeOf(params (string, byte[])[] arrays) => (await Assert.ThrowsAsync<FederationException>(() => OpenAsync(TableSpecs.Of($$"""{ "format": "npy", "path": "{{Npz(arrays)}}" }""")))).Code;
        var targets = ("y.npy", Npy("<i8", [2], [0, 1]));

        Assert.Equal("FED1025", await CodeOf(("z.npy", Npy("<f4", [2, 2], [1, 2, 3, 4])), targets));
        Assert.Equal("FED1021", await CodeOf(("x.npy", Npy("<f4", [3, 2], [1, 2, 3, 4, 5, 6])), targets));
        Assert.Equal("FED1021", await CodeOf(("x.npy", Npy("<f4", [2, 2], [1, 2, 3])), targets));
        Assert.Equal("FED1021", await CodeOf(("x.npy", "no array"u8.ToArray()), targets));
        Assert.Equal("FED1021", await CodeOf(("x.npy", Npy("|O1", [2, 2], [1, 2, 3, 4])), targets));
        Assert.Equal("FED1026", await CodeOf(("x.npy", Npy("<f4", [2, 2], [1, 2, 3, double.PositiveInfinity])), targets));
        Assert.Equal("FED1034", await CodeOf(("x.npy", Npy("<f4", [2, 2], [1, 2, 3, double.NaN])), targets));
    }

    [Fact]
    public async Task Images_are_read_channel_by_channel_with_the_class_of_their_folder()
    {
        Image("cat/a.png", 2, 1, 3, [10, 20, 30, 40, 50, 60]);
        Image("dog/b.png", 2, 1, 3, [0, 0, 0, 255, 255, 255]);
        Folder.Write("images/dog/notes.txt", [1]);

        var set = await OpenAsync(TableSpecs.Of(Images(3, 1, 2), shape: "[3, 1, 2]"));

        Assert.Equal([10, 40, 20, 50, 30, 60, 0, 255, 0, 255, 0, 255], TableSpecs.Inputs(set).Select(pixel => (int)MathF.Round(pixel * 255)));
        Assert.Equal([0, 1], TableSpecs.Targets(set).ToList());
        Assert.Equal(1, set.Summary!.Dropped["neither PNG nor JPEG"]);
    }

    [Fact]
    public async Task Images_of_another_size_damaged_ones_and_unknown_folders_are_refused_at_once()
    {
        Image("cat/a.png", 3, 1, 1, [1, 2, 3]);
        var whole = Image("cat/b.png", 2, 1, 1, [1, 2]);
        Folder.Write("images/cat/c.png", whole[..40]);
        Folder.Write("images/cat/d.jpg", [0xFF, 0xD8, 1, 2, 3]);

        var fault = await Assert.ThrowsAsync<FederationException>(() => OpenAsync(TableSpecs.Of(Images(1, 1, 2), shape: "[1, 1, 2]")));
        Image("cow/a.png", 2, 1, 1, [1, 2]);
        var unknown = await Assert.ThrowsAsync<FederationException>(() => OpenAsync(TableSpecs.Of(Images(1, 1, 2), shape: "[1, 1, 2]")));

        Assert.Equal(["a.png", "c.png", "d.jpg"], fault.Problems.Select(problem => Path.GetFileName(problem.Place)));
        Assert.All(fault.Problems, problem => Assert.Equal("FED1033", problem.Code));
        Assert.Equal(("FED1033", "cow"), (unknown.Code, Path.GetFileName(unknown.Problems[0].Place)));
    }

    [Fact]
    public async Task Images_are_resized_where_the_spec_allows_it()
    {
        Image("cat/a.png", 4, 2, 1, [0, 0, 200, 200, 0, 0, 200, 200]);

        var set = await OpenAsync(TableSpecs.Of(Images(1, 1, 2, resize: true), shape: "[1, 1, 2]"));

        // Weights of 0.75, 0.75 and 0.25, over their sum.
        Assert.Equal([29, 171], TableSpecs.Inputs(set).Select(pixel => (int)MathF.Round(pixel * 255)));
    }

    private static string Parquet(string path) => TableSpecs.Csv(path).Replace("\"csv\"", "\"parquet\"", StringComparison.Ordinal);

    private string Images(int channels, int height, int width, bool resize = false) =>
        $$"""{ "format": "images", "path": "{{Folder.File("images")}}", "image": { "channels": {{channels}}, "height": {{height}}, "width": {{width}}, "resize": {{(resize ? "true" : "false")}} }, "target": { "classes": { "cat": 0, "dog": 1 } }, "split": { "train": 1 } }""";

    private async Task<string> ParquetAsync(double?[] a, string?[] b, string?[] y)
    {
        var path = Folder.File($"{a.Length}.parquet");
        DataField[] fields = [new DataField<double?>("a"), new DataField<string>("b"), new DataField<string>("y")];
        await using var file = File.Create(path);
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), file, cancellationToken: Cancel);
        using var group = writer.CreateRowGroup();
        await group.WriteAsync<double>(fields[0], a.AsMemory(), cancellationToken: Cancel);
        await group.WriteAsync(fields[1], b!);
        await group.WriteAsync(fields[2], y!);
        return path;
    }

    private string Npz(params (string Name, byte[] Bytes)[] arrays)
    {
        var path = Folder.File($"{Guid.NewGuid():N}.npz");
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var (name, bytes) in arrays)
        {
            using var entry = zip.CreateEntry(name).Open();
            entry.Write(bytes);
        }

        return path;
    }

    private static byte[] Npy(string type, int[] shape, double[] values)
    {
        var header = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({string.Join(", ", shape)}{(shape.Length == 1 ? "," : "")}), }}";
        header = header.PadRight((header.Length + 10 + 63) / 64 * 64 - 11) + "\n";
        List<byte> bytes = [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, (byte)(header.Length >> 8), .. Encoding.ASCII.GetBytes(header)];
        var size = type[2] - '0';
        foreach (var value in values)
        {
            var own = new byte[8];
            switch (type[1..])
            {
                case "f4":
                    BinaryPrimitives.WriteSingleLittleEndian(own, (float)value);
                    break;
                case "f8":
                    BinaryPrimitives.WriteDoubleLittleEndian(own, value);
                    break;
                default:
                    BinaryPrimitives.WriteInt64LittleEndian(own, (long)value);
                    break;
            }

            bytes.AddRange(type[0] == '>' ? own[..size].Reverse() : own[..size]);
        }

        return [.. bytes];
    }

    /// <summary>A PNG of eight bits, without a filter (RFC 2083).</summary>
    private byte[] Image(string name, int width, int height, int channels, byte[] pixels)
    {
        using MemoryStream rows = new();
        using (ZLibStream packed = new(rows, CompressionMode.Compress, leaveOpen: true))
        {
            for (var y = 0; y < height; y++)
            {
                packed.WriteByte(0);
                packed.Write(pixels, y * width * channels, width * channels);
            }
        }

        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, (byte)(channels == 1 ? 0 : 2));
        byte[] bytes = [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, .. Chunk("IHDR"u8, header), .. Chunk("IDAT"u8, rows.ToArray()), .. Chunk("IEND"u8, [])];
        Directory.CreateDirectory(Path.GetDirectoryName(Folder.File("images/" + name))!);
        Folder.Write("images/" + name, bytes);
        return bytes;
    }

    private static byte[] Chunk(ReadOnlySpan<byte> kind, byte[] content)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, content.Length);
        byte[] named = [.. kind, .. content];
        var check = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(check, Crc(named));
        return [.. length, .. named, .. check];
    }

    private static uint Crc(byte[] bytes)
    {
        var crc = 0xFFFFFFFFu;
        foreach (var each in bytes)
        {
            crc ^= each;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? 0xEDB88320 ^ (crc >> 1) : crc >> 1;
            }
        }

        return ~crc;
    }
}
