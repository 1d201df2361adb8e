using System.Globalization;

namespace OrleansFederation.Cli;

/// <summary>What the process gives a command: streams, environment, clock.</summary>
internal sealed class ConsoleHost
{
    private const int UsualWidth = 80;

    /// <summary>Standard output.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Standard error.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Standard input.</summary>
    public required TextReader In { get; init; }

    /// <summary>Whether somebody looks at standard output, rather than a file or a program.</summary>
    public bool OutIsTerminal { get; init; }

    /// <summary>Whether somebody looks at standard error.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>The width of the terminal in character cells.</summary>
    public int Width { get; init; } = UsualWidth;

    /// <summary>Gives a variable of the environment; null where it is not set.</summary>
    public Func<string, string?> Variable { get; init; } = _ => null;

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The program's file where typing <c>fed</c> would not find it; null where it would.</summary>
    public string? Program { get; init; }

    /// <summary>The time by <see cref="Clock"/>.</summary>
    public DateTimeOffset Now => Clock.GetUtcNow();

    /// <summary>Whether a variable is set to anything but nothing, <c>0</c> or <c>false</c>.</summary>
    public bool IsSet(string name) =>
        Variable(name) is { Length: > 0 } value && value != "0" && !string.Equals(value, "false", StringComparison.OrdinalIgnoreCase);

    /// <summary>The host of this process.</summary>
    public static ConsoleHost Process() => new()
    {
        Out = Console.Out,
        Error = Console.Error,
        In = Console.In,
        OutIsTerminal = !Console.IsOutputRedirected,
        ErrorIsTerminal = !Console.IsErrorRedirected,
        Width = WidthOfTerminal(),
        Variable = Environment.GetEnvironmentVariable,
        Program = ProgramOffPath(),
    };

    private static string? ProgramOffPath()
    {
        if (Environment.ProcessPath is not { } program || !Path.GetFileNameWithoutExtension(program).Equals(FedRoot.Program, StringComparison.Ordinal))
        {
            return null;
        }

        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders.Any(folder => File.Exists(Path.Combine(folder, Path.GetFileName(program)))) ? null : program;
    }

    private static int WidthOfTerminal()
    {
        if (int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out var columns) && columns > 0)
        {
            return columns;
        }

        try
        {
            return Console.WindowWidth > 0 ? Console.WindowWidth : UsualWidth;
        }
        catch (IOException)
        {
            return UsualWidth;
        }
    }
}
