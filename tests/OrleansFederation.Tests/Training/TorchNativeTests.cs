using OrleansFederation.Errors;
using OrleansFederation.Native;

namespace OrleansFederation.Training;

public sealed class TorchNativeTests : IDisposable
{
    private const string Version = "GLIBCXX_3.4.32";

    private readonly string _folder = Directory.CreateTempSubdirectory("torch-native-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Making_a_version_weak_changes_one_byte_of_the_copy_and_none_of_the_library()
    {
        var library = Library();
        var original = File.ReadAllBytes(library);
        byte[] copy = [.. original];

        Assert.True(ElfVersionNeed.MakeWeak(copy, Version));

        var changed = Assert.Single(Enumerable.Range(0, copy.Length), i => copy[i] != original[i]);
        Assert.Equal(original[changed] | 2, copy[changed]);
        TorchNative.EnsureLoaded();
        Assert.Equal(original, File.ReadAllBytes(library));
    }

    [Fact]
    public void Making_a_version_weak_twice_changes_nothing_more()
    {
        var copy = File.ReadAllBytes(Library());
        Assert.True(ElfVersionNeed.MakeWeak(copy, Version));
        byte[] once = [.. copy];

        Assert.True(ElfVersionNeed.MakeWeak(copy, Version));

        Assert.Equal(once, copy);
    }

    [Fact]
    public void A_version_that_is_not_asked_for_is_not_found() => Assert.False(ElfVersionNeed.MakeWeak(File.ReadAllBytes(Library()), "GLIBCXX_9.9.99"));

    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    [InlineData(5_000)]
    public void A_library_cut_short_is_refused_and_not_read_beyond_its_end(int length) =>
        Assert.False(ElfVersionNeed.MakeWeak(File.ReadAllBytes(Library()).AsSpan(0, length), Version));

    [Fact]
    public void Writers_at_the_same_time_leave_one_whole_file()
    {
        var path = Path.Combine(_folder, "copy.so");
        var content = new byte[3_000_000];
        content.AsSpan().Fill(7);

        Parallel.For(0, 8, _ => Assert.True(TorchNative.TryWrite(path, content)));

        Assert.Equal(content, File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_stale_copy_is_replaced()
    {
        var path = Path.Combine(_folder, "copy.so");
        File.WriteAllBytes(path, [1, 2, 3]);

        Assert.True(TorchNative.TryWrite(path, [4, 5, 6]));

        Assert.Equal([4, 5, 6], File.ReadAllBytes(path));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_to_is_said_to_be_so() =>
        Assert.False(TorchNative.TryWrite(Path.Combine(_folder, "absent", "copy.so"), [1]));

    [Fact]
    public void A_library_that_the_copy_does_not_help_is_reported_with_FED2005()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The copy is made on Linux only.");
        var path = Path.Combine(_folder, "libLibTorchSharp.so");
        File.WriteAllText(path, "not a library");

        var refused = Assert.Throws<FederationException>(() => TorchNative.LoadCopy(path));

        Assert.Equal("FED2005", refused.Code);
        Assert.Equal(path, refused.Problems[0].Place);
    }

    private static string Library()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "TorchSharp's library is an ELF file on Linux only.");
        return Path.Combine(TorchNative.FindFolder(), "libLibTorchSharp.so");
    }
}
