using System.Text;
using OrleansFederation.Errors;

namespace OrleansFederation.Output;

/// <summary>Writes files that a command was asked for.</summary>
internal static class OutputFile
{
    private static readonly UTF8Encoding Encoding = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes a file whole, beside its place first, so that what was there is replaced by all of it or by nothing.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="text">What it holds.</param>
    /// <exception cref="FederationException">FED1042.</exception>
    public static void Write(string path, string text) => Write(path, Encoding.GetBytes(text));

    /// <inheritdoc cref="Write(string, string)"/>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="bytes">What it holds.</param>
    public static void Write(string path, byte[] bytes) => Try(path, () =>
    {
        var beside = path + ".part";
        File.WriteAllBytes(beside, bytes);
        File.Move(beside, path, overwrite: true);
    });

    /// <summary>Makes a folder.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="FederationException">FED1042.</exception>
    public static void MakeFolder(string path) => Try(path, () => Directory.CreateDirectory(path));

    /// <summary>Makes a folder, and removes what was in it.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="FederationException">FED1042.</exception>
    public static void MakeEmptyFolder(string path) => Try(path, () =>
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }

        Directory.CreateDirectory(path);
    });

    private static void Try(string path, Action write)
    {
        try
        {
            write();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new FederationException(FederationErrors.FileNotWritable.At(path, fault.Message), fault);
        }
    }
}
