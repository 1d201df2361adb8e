using System.Globalization;
using OrleansFederation.Data;
using OrleansFederation.Errors;
using StbImageSharp;

namespace OrleansFederation.Tables;

/// <summary>Tells what a folder of images holds, by their headers.</summary>
internal static class ImageProfile
{
    private static readonly string[] Names = ["class", "channels", "height", "width"];

    /// <summary>Reads the headers.</summary>
    /// <param name="folder">The folder, with one inside for each class.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="FederationException">FED1020 where there are no images; FED1033 for those that are damaged.</exception>
    public static DataProfile Describe(string folder, CancellationToken cancellationToken)
    {
        ColumnTally[] tallies = [.. Names.Select(name => new ColumnTally(name, [], System.Text.Encoding.UTF8))];
        ProblemList problems = new();
        var (rows, bytes) = (0L, 0L);
        foreach (var own in Directory.GetDirectories(folder).Order(StringComparer.Ordinal))
        {
            foreach (var file in Directory.EnumerateFiles(own, "*", SearchOption.AllDirectories).Where(ImageFolder.IsImage).Order(StringComparer.Ordinal))
            {
                cancellationToken.ThrowIfCancellationRequested();
                using var stream = File.OpenRead(file);
                if (ImageInfo.FromStream(stream) is not { } info)
                {
                    problems.Add(FederationErrors.ImageMismatch.At(file, "the file is neither a PNG nor a JPEG, or its header is damaged"));
                    continue;
                }

                rows++;
                bytes += stream.Length;
                tallies[0].Add(System.Text.Encoding.UTF8.GetBytes(Path.GetFileName(own)));
                tallies[1].Add((int)info.ColorComponents);
                tallies[2].Add(info.Height);
                tallies[3].Add(info.Width);
            }
        }

        problems.Throw();
        if (rows == 0)
        {
            throw FederationErrors.DataNotFound.Exception(folder, "no folder inside holds PNG or JPEG files", "Give a folder with one folder of images for each class.");
        }

        ColumnProfile[] columns = [.. tallies.Select((tally, index) => tally.Profile(index == 0 ? ColumnKind.Category : ColumnKind.Number))];
        int Usual(int column) => columns[column].Values is [var first, ..] ? int.Parse(first.Key, CultureInfo.InvariantCulture) : (int)columns[column].Quartiles[1];
        DataSpec suggested = new()
        {
            Format = "images",
            Path = folder,
            Image = new(Usual(1) <= 2 ? 1 : 3, Usual(2), Usual(3), columns[2].Values.Count != 1 || columns[3].Values.Count != 1),
            Target = new() { Classes = [.. columns[0].Values.Select(each => each.Key).Order(StringComparer.Ordinal).Select((value, index) => new ClassSpec(value, index))] },
            Split = new() { Stratify = true },
        };
        return new("images", rows, bytes, 0, columns, suggested);
    }
}
