using OrleansFederation.Errors;

namespace OrleansFederation.Data;

/// <summary>A folder with four IDX files under MNIST's names, each plain or with .gz.</summary>
internal static class IdxFolder
{
    private static readonly string[] Stems = ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];

    /// <summary>Finds the files, plain before compressed.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>The paths of training images and labels, test images and labels.</returns>
    /// <exception cref="FederationException">FED1020 for every file that is missing, naming what was tried.</exception>
    public static string[] Find(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw FederationErrors.DataNotFound.Exception(folder, "there is no such folder");
        }

        List<Problem> missing = [];
        List<string> found = [];
        foreach (var stem in Stems)
        {
            // Some copies of MNIST have a dot where the original has a hyphen.
            string[] names = [stem, stem + ".gz", stem.Replace("-idx", ".idx", StringComparison.Ordinal), stem.Replace("-idx", ".idx", StringComparison.Ordinal) + ".gz"];
            if (names.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists) is { } path)
            {
                found.Add(path);
            }
            else
            {
                missing.Add(FederationErrors.DataNotFound.At(folder, $"none of these files is there: {string.Join(", ", names)}"));
            }
        }

        return missing.Count == 0 ? [.. found] : throw new FederationException([.. missing]);
    }

    /// <summary>Reads the files.</summary>
    /// <param name="files">What <see cref="Find"/> gave.</param>
    /// <exception cref="FederationException">FED1020, or FED1021 with file and offset.</exception>
    public static (ImageStore Train, ImageStore Test) Read(string[] files)
    {
        var train = Read(files[0], files[1]);
        var test = Read(files[2], files[3]);
        return train.Shape.SequenceEqual(test.Shape)
            ? (train, test)
            : throw FederationErrors.DataMalformed.Exception($"{files[2]}, byte 8", $"the test images have the shape [{string.Join(", ", test.Shape)}], but the training images [{string.Join(", ", train.Shape)}]");
    }

    private static ImageStore Read(string imageFile, string labelFile)
    {
        var (labelCount, labels) = IdxFile.Read(labelFile, 1);
        var (dimensions, pixels) = IdxFile.Read(imageFile, 3);
        return dimensions[0] == labelCount[0]
            ? new(pixels, labels, [1, dimensions[1], dimensions[2]])
            : throw FederationErrors.DataMalformed.Exception($"{labelFile}, byte 4", $"there are {labelCount[0]} labels, but {dimensions[0]} images in {Path.GetFileName(imageFile)}");
    }
}
