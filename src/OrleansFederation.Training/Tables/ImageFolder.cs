using System.Globalization;
using System.Text;
using OrleansFederation.Data;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using StbImageSharp;

namespace OrleansFederation.Tables;

/// <summary>
/// Reads a folder of images in PNG or JPEG, one folder inside for each class, in the order of their names. Pixels are kept as bytes, grey or
/// colour without transparency. Other files are left out and counted.
/// </summary>
internal static class ImageFolder
{
    private const long LargestFile = 256L << 20;
    private const long MostPixels = 100_000_000;
    private const int ReportEvery = 256;

    private static readonly string[] Endings = [".png", ".jpg", ".jpeg"];

    /// <summary>What tells a folder from others, and from itself after something in it was changed.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="FederationException">FED1020.</exception>
    public static string Identity(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw FederationErrors.DataNotFound.Exception(folder, File.Exists(folder) ? "it is a file, but images are read from a folder" : "there is no such folder");
        }

        StringBuilder text = new(folder);
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).OrderBy(file => file.FullName, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{file.FullName}:{file.Length}:{file.LastWriteTimeUtc.Ticks}");
        }

        return $"{folder}:{CanonicalJson.Digest(Encoding.UTF8.GetBytes(text.ToString()))}";
    }

    /// <summary>Gives the images of a folder, reading them where they are not kept.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="data">How it is read.</param>
    /// <param name="cache">The folder of what is kept.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="progress">Told about a first reading; may be null.</param>
    /// <param name="cancellationToken">Ends a first reading.</param>
    /// <exception cref="FederationException">FED1020, FED1033.</exception>
    public static PixelStore Get(string folder, DataSpec data, string cache, TimeProvider clock, IProgress<DataProgress>? progress, CancellationToken cancellationToken)
    {
        var file = CacheFolder.FileOf(cache, new TableLayout(data).Key(Identity(folder)));
        var image = data.Image!;
        if (RowFile.Open(file) is { } kept)
        {
            CacheFolder.Touch(file, clock.GetUtcNow());
            return new(kept, [image.Channels, image.Height, image.Width]);
        }

        CacheFolder.Clean(cache, clock.GetUtcNow());
        using (var writer = new RowFileWriter(cache, image.Channels * image.Height * image.Width + sizeof(float)))
        {
            writer.Complete(file, Read(folder, data, writer, progress, cancellationToken));
        }

        return new(RowFile.Open(file) ?? throw FederationErrors.CacheUnusable.Exception(cache, "a file that was written there is gone or damaged"), [image.Channels, image.Height, image.Width]);
    }

    /// <summary>Whether a file's name is that of an image.</summary>
    /// <param name="path">The file.</param>
    public static bool IsImage(string path) => Endings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    private static DataSummary Read(string folder, DataSpec data, RowFileWriter writer, IProgress<DataProgress>? progress, CancellationToken cancellationToken)
    {
        ProblemList problems = new();
        var classes = data.Target!.Classes!.ToDictionary(entry => entry.Value, entry => entry.Class, StringComparer.Ordinal);
        var counts = new long[classes.Values.Max() + 1];
        var folders = Directory.GetDirectories(folder).Order(StringComparer.Ordinal).ToList();
        var files = folders.SelectMany(own => Directory.GetFiles(own, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(path => (Class: Path.GetFileName(own), Path: path))).ToList();
        foreach (var own in folders.Select(own => Path.GetFileName(own)!).Where(own => !classes.ContainsKey(own)))
        {
            problems.Add(FederationErrors.ImageMismatch.At(Path.Combine(folder, own), $"the folder is none of the declared classes {string.Join(", ", classes.Keys.Order(StringComparer.Ordinal).Take(12))}"));
        }

        problems.Throw();
        long others = Directory.GetFiles(folder).Length;
        foreach (var (done, (of, path)) in files.Index())
        {
            if (!IsImage(path))
            {
                others++;
                continue;
            }

            if (Decode(path, data.Image!, writer.Row) is { } problem)
            {
                problems.Add(problem);
                continue;
            }

            BitConverter.TryWriteBytes(writer.Row[^sizeof(float)..], (float)classes[of]);
            writer.Add();
            counts[classes[of]]++;
            if (done % ReportEvery == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                progress?.Report(new(done, files.Count, writer.Count));
            }
        }

        problems.Throw();
        progress?.Report(new(files.Count, files.Count, writer.Count));
        Dictionary<string, long> dropped = others > 0 ? new() { ["neither PNG nor JPEG"] = others } : [];
        return new() { Examples = writer.Count, Dropped = dropped, Missing = new Dictionary<string, long>(), Classes = counts };
    }

    private static Problem? Decode(string path, ImageSpec form, Span<byte> row)
    {
        try
        {
            if (new FileInfo(path).Length > LargestFile)
            {
                return FederationErrors.ImageMismatch.At(path, $"the file is larger than {LargestFile >> 20} MB");
            }

            var bytes = File.ReadAllBytes(path);
            using MemoryStream stream = new(bytes);
            if (ImageInfo.FromStream(stream) is not { } info)
            {
                return FederationErrors.ImageMismatch.At(path, "the file is neither a PNG nor a JPEG, or its header is damaged");
            }

            if (!form.Resize && (info.Width, info.Height) != (form.Width, form.Height) || (long)info.Width * info.Height > MostPixels)
            {
                return FederationErrors.ImageMismatch.At(path, $"the image has {info.Width} × {info.Height} pixels, but {form.Width} × {form.Height} are declared");
            }

            var image = ImageResult.FromMemory(bytes, form.Channels == 1 ? ColorComponents.Grey : ColorComponents.RedGreenBlue);
            ImageResizing.ToPlanes(image.Data, image.Width, image.Height, form, row);
            return null;
        }
        catch (Exception fault) when (fault is InvalidOperationException or ArgumentException or IndexOutOfRangeException or OverflowException or IOException)
        {
            return FederationErrors.ImageMismatch.At(path, $"the image is damaged: {fault.Message}");
        }
    }
}
