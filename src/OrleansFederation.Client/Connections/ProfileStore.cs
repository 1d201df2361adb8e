using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansFederation.Errors;

namespace OrleansFederation.Connections;

/// <summary>The file of a user's profiles: for the user alone, and replaced in one step. It is the same for every program that uses this library.</summary>
/// <param name="path">The file.</param>
/// <param name="clock">Spaces attempts to get the file for oneself.</param>
public sealed class ProfileStore(string path, TimeProvider? clock = null)
{
    private const int Schema = 1;
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private static readonly TimeSpan LockWithin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LockAgain = TimeSpan.FromMilliseconds(50);

    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly TimeProvider _clock = clock ?? TimeProvider.System;

    /// <summary>The file's path.</summary>
    public string Path => path;

    /// <summary>Gives where the profiles are: in the folder that <c>FED_CONFIG_HOME</c> names, else in <c>orleans-federation</c> of <c>XDG_CONFIG_HOME</c>, which is <c>~/.config</c> where nobody says.</summary>
    /// <param name="variable">Gives a variable of the environment.</param>
    public static string DefaultPath(Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        var folder = variable("FED_CONFIG_HOME") is { Length: > 0 } own
            ? own
            : System.IO.Path.Combine(
                variable("XDG_CONFIG_HOME") is { Length: > 0 } given
                    ? given
                    : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".config"),
                "orleans-federation");
        return System.IO.Path.Combine(System.IO.Path.GetFullPath(folder), "profiles.json");
    }

    /// <summary>Reads the profiles; none where there is no file.</summary>
    /// <exception cref="FederationException">FED2043 where the file is damaged or may not be read; FED2047 where others may read a token in it.</exception>
    public ProfileBook Read()
    {
        try
        {
            if (!File.Exists(path))
            {
                return ProfileBook.Empty;
            }

            var file = JsonSerializer.Deserialize<ProfileFile>(File.ReadAllBytes(path), Form) ?? throw new JsonException("the file is empty");
            if (file.Schema != Schema)
            {
                throw new JsonException($"its form has number {file.Schema}, and this version knows {Schema}");
            }

            RefuseExposed(file);
            return new(file.Profiles, file.Current);
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw Unusable(exception);
        }
    }

    /// <summary>Changes the profiles: alone, from what is in the file at that moment.</summary>
    /// <param name="change">Gives the new profiles for the old ones.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FederationException">FED2043, FED2047, and what the change throws.</exception>
    public async Task<ProfileBook> ChangeAsync(Func<ProfileBook, ProfileBook> change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            await using var held = await LockAsync(cancellationToken);
            var changed = change(Read());
            Write(changed);
            return changed;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unusable(exception);
        }
    }

    private async Task<FileStream> LockAsync(CancellationToken cancellationToken)
    {
        var began = _clock.GetTimestamp();
        while (true)
        {
            try
            {
                return Open(path + ".lock", FileMode.OpenOrCreate);
            }
            catch (IOException exception) when (exception is not (DirectoryNotFoundException or FileNotFoundException) && _clock.GetElapsedTime(began) < LockWithin)
            {
                await Task.Delay(LockAgain, _clock, cancellationToken);
            }
        }
    }

    private void Write(ProfileBook book)
    {
        var partial = $"{path}.{Guid.NewGuid():n}.partial";
        try
        {
            using (var stream = Open(partial, FileMode.CreateNew))
            {
                JsonSerializer.Serialize(stream, new ProfileFile(Schema, book.Current, book.Profiles), Form);
                stream.Write("\n"u8);
                stream.Flush(flushToDisk: true);
            }

            File.Move(partial, path, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private void RefuseExposed(ProfileFile file)
    {
        if (!OperatingSystem.IsWindows() && file.Profiles.Any(profile => profile.Token is not null) && (File.GetUnixFileMode(path) & Others) != 0)
        {
            throw FederationErrors.ProfilesExposed.Exception(path, "its permissions are wider than 600", $"Run `chmod 600 {path}`, and issue new tokens if somebody may have seen these.");
        }
    }

    private FederationException Unusable(Exception exception) => new(FederationErrors.ProfilesUnusable.At(path, exception.Message), exception);

    private static FileStream Open(string file, FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = Private;
        }

        return new(file, options);
    }

    private sealed record ProfileFile(
        [property: JsonRequired] int Schema, string? Current, [property: JsonRequired] IReadOnlyList<ConnectionProfile> Profiles);
}
