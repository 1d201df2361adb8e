using OrleansFederation.Errors;
using OrleansFederation.Fixtures;
using OrleansFederation.Randomness;

namespace OrleansFederation.Data;

public sealed class IdxFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("images")]
    [InlineData("images.gz")]
    public void A_file_is_read_plain_or_compressed(string name)
    {
        var path = _folder.Write(name, TemporaryFolder.Idx([2, 1, 3], [1, 2, 3, 4, 5, 6]));

        var (dimensions, values) = IdxFile.Read(path, 3);

        Assert.Equal([2, 1, 3], dimensions);
        Assert.Equal([1, 2, 3, 4, 5, 6], values);
    }

    public static TheoryData<string, byte[], string> Malformed => new()
    {
        { "empty", [], "byte 0" },
        { "header cut short", TemporaryFolder.Idx([2, 1, 3], [])[..10], "byte 10" },
        { "wrong type", [0, 0, 13, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0], "byte 0" },
        { "wrong number of dimensions", TemporaryFolder.Idx([2], [0, 0]), "byte 0" },
        { "not IDX", "<html>404 not found</html>"u8.ToArray(), "byte 0" },
        { "a dimension of 0", TemporaryFolder.Idx([2, 0, 3], []), "byte 8" },
        { "a dimension beyond memory", TemporaryFolder.Idx([1 << 20, 1 << 20, 3], [1]), "byte 8" },
        { "values cut short", TemporaryFolder.Idx([2, 1, 3], [1, 2, 3, 4, 5]), "byte 21" },
        { "values that go on", TemporaryFolder.Idx([2, 1, 3], [1, 2, 3, 4, 5, 6, 7]), "byte 22" },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void A_malformed_file_is_FED1021_with_file_and_offset(string what, byte[] bytes, string offset)
    {
        foreach (var name in new[] { "images", "images.gz" })
        {
            var path = _folder.Write(name, bytes);

            var fault = Assert.Throws<FederationException>(() => IdxFile.Read(path, 3));

            Assert.True(fault.Code == "FED1021", what);
            Assert.Equal($"{path}, {offset}", fault.Problems[0].Place);
        }
    }

    [Fact]
    public void A_header_that_promises_more_than_the_file_can_hold_is_refused_before_anything_is_allocated()
    {
        var path = _folder.Write("images", TemporaryFolder.Idx([2000, 1000, 1000], [1]));

        var fault = Assert.Throws<FederationException>(() => IdxFile.Read(path, 3));

        Assert.Equal("FED1021", fault.Code);
    }

    [Fact]
    public void A_compressed_file_cut_anywhere_or_altered_is_FED1021()
    {
        SeededRandom random = new(3);
        var values = new byte[600];
        foreach (ref var value in values.AsSpan())
        {
            value = (byte)random.NextInt(256);
        }

        var whole = File.ReadAllBytes(_folder.Write("images.gz", TemporaryFolder.Idx([100, 2, 3], values)));
        var path = _folder.File("damaged.gz");
        for (var length = 0; length < whole.Length - 8; length += 7)
        {
            File.WriteAllBytes(path, whole[..length]);
            Assert.Equal("FED1021", Assert.Throws<FederationException>(() => IdxFile.Read(path, 3)).Code);
        }

        for (var at = 10; at < whole.Length - 8; at += 13)
        {
            var altered = (byte[])whole.Clone();
            altered[at] ^= 0x55;
            File.WriteAllBytes(path, altered);
            Assert.Equal("FED1021", Assert.Throws<FederationException>(() => IdxFile.Read(path, 3)).Code);
        }
    }

    [Fact]
    public void Missing_files_are_all_named_with_what_was_tried()
    {
        _folder.WriteSource(4, 2);
        File.Delete(_folder.File("train-labels-idx1-ubyte"));
        File.Delete(_folder.File("t10k-images-idx3-ubyte"));

        var fault = Assert.Throws<FederationException>(() => IdxFolder.Find(_folder.Path));

        Assert.Equal(["FED1020", "FED1020"], fault.Problems.Select(problem => problem.Code));
        Assert.Contains("train-labels-idx1-ubyte, train-labels-idx1-ubyte.gz", fault.Problems[0].Cause, StringComparison.Ordinal);
        Assert.Contains("t10k-images-idx3-ubyte", fault.Problems[1].Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_folder_is_FED1020() =>
        Assert.Equal("FED1020", Assert.Throws<FederationException>(() => IdxFolder.Find(_folder.File("nowhere"))).Code);

    [Fact]
    public void Images_and_labels_of_different_number_are_refused()
    {
        _folder.WriteSource(4, 2);
        var labels = _folder.Write("train-labels-idx1-ubyte", TemporaryFolder.Idx([3], [1, 2, 3]));

        var fault = Assert.Throws<FederationException>(() => IdxFolder.Read(IdxFolder.Find(_folder.Path)));

        Assert.Equal(("FED1021", $"{labels}, byte 4"), (fault.Code, fault.Problems[0].Place));
    }

    [Fact]
    public void The_files_of_MNIST_are_read()
    {
        var source = IdxFolder.Read(IdxFolder.Find(TestFiles.Data("mnist")));

        Assert.Equal((60_000, 10_000), (source.Train.Count, source.Test.Count));
        Assert.Equal([1, 28, 28], source.Train.Shape);
        Assert.Equal([5, 0, 4, 1, 9, 2, 1, 3, 1, 4], source.Train.Labels[..10]);

        // The mean and deviation by which everybody normalises MNIST.
        var mean = source.Train.Pixels.Average(pixel => pixel / 255.0);
        Assert.Equal(0.1307, mean, 4);
        Assert.Equal(0.3081, Math.Sqrt(source.Train.Pixels.Average(pixel => (pixel / 255.0 - mean) * (pixel / 255.0 - mean))), 4);
    }
}
