using OrleansFederation.Fixtures;
using OrleansFederation.Isolation;

namespace OrleansFederation.Plugins;

/// <summary>The folders of isolated tasks.</summary>
public sealed class TaskFolderTests
{
    [Fact]
    public void What_dead_processes_have_left_is_removed_and_nothing_else()
    {
        using var parent = new StateDirectory();
        var own = TaskFolder.Create(parent.Path);
        string[] others = ["fed-task-999999999-gone.abc-x", "fed-task-1-alive.abc-x", $"fed-task-{Environment.ProcessId}-another.abc-x", "fed-task-notes", "mine"];
        foreach (var other in others)
        {
            Directory.CreateDirectory(Path.Combine(parent.Path, other));
        }

        TaskFolder.Sweep(parent.Path);

        Assert.Equal(new[] { Path.GetFileName(own.Location), others[1], others[3], others[4] }.Order(), Directory.EnumerateDirectories(parent.Path).Select(path => Path.GetFileName(path)!).Order());
    }

    [Fact]
    public void A_folder_is_for_its_owner_alone()
    {
        using var parent = new StateDirectory();
        var folder = TaskFolder.Create(parent.Path);

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder.Location));
        }

        Assert.Null(folder.Remove());
        Assert.False(Directory.Exists(folder.Location));
    }
}
