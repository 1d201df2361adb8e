using System.Buffers.Binary;
using System.IO.Compression;
using OrleansFederation.Fixtures;
using OrleansFederation.Training;

namespace OrleansFederation.Inference;

/// <summary>The 10,000 test images of MNIST, normalised as the reference figures are.</summary>
internal static class MnistTestSet
{
    /// <summary>Reads the set from <c>FED_DATA/mnist</c>.</summary>
    public static ArrayData Read()
    {
        var images = Unpack("mnist/t10k-images-idx3-ubyte.gz");
        var labels = Unpack("mnist/t10k-labels-idx1-ubyte.gz");
        var count = BinaryPrimitives.ReadInt32BigEndian(images.AsSpan(4));
        return new(
            [1, 28, 28],
            [.. images.Skip(16).Take(count * 784).Select(pixel => (pixel / 255f - 0.1307f) / 0.3081f)],
            [.. labels.Skip(8).Take(count).Select(label => (float)label)]);
    }

    private static byte[] Unpack(string name)
    {
        using var file = new GZipStream(File.OpenRead(TestFiles.Data(name)), CompressionMode.Decompress);
        using var content = new MemoryStream();
        file.CopyTo(content);
        return content.ToArray();
    }
}
