using OrleansFederation.Output;
using Spectre.Console;

namespace OrleansFederation.Data;

/// <summary>Shows how far the reading of a file is, on a terminal that can be drawn on.</summary>
internal static class ReadingBar
{
    /// <summary>Reads, and shows how far it is.</summary>
    /// <param name="terminal">Where to show it.</param>
    /// <param name="path">The file.</param>
    /// <param name="read">Reads; runs on a thread of its own.</param>
    public static async Task<T> ShowAsync<T>(Terminal terminal, string path, Func<IProgress<DataProgress>?, T> read)
    {
        if (!terminal.IsLive)
        {
            return await Task.Run(() => read(null));
        }

        return await terminal.Error.Progress().AutoClear(true).StartAsync(async display =>
        {
            var bar = display.AddTask(Markup.Escape(Path.GetFileName(path)), maxValue: 1);
            return await Task.Run(() => read(new Bar(bar)));
        });
    }

    private sealed class Bar(ProgressTask task) : IProgress<DataProgress>
    {
        public void Report(DataProgress value) => task.Value = value.Total > 0 ? (double)value.Done / value.Total : 1;
    }
}
