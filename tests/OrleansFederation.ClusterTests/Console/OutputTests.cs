using OrleansFederation.Cli;
using OrleansFederation.Errors;
using OrleansFederation.Output;

namespace OrleansFederation.Console;

/// <summary>Data on standard output, words to people on standard error, and colour only where it can be seen.</summary>
public sealed class OutputTests
{
    private const char Escape = '\u001b';

    [Theory]
    [InlineData(nameof(ColorMode.Auto), true, "", true)]
    [InlineData(nameof(ColorMode.Auto), true, "NO_COLOR", false)]
    [InlineData(nameof(ColorMode.Auto), true, "CI", false)]
    [InlineData(nameof(ColorMode.Auto), false, "", false)]
    [InlineData(nameof(ColorMode.Always), false, "NO_COLOR", true)]
    [InlineData(nameof(ColorMode.Never), true, "", false)]
    public void Colour_follows_the_option_the_terminal_and_the_environment(string color, bool isTerminal, string variable, bool expected)
    {
        using var output = new StringWriter();
        var terminal = new Terminal(Host(output, TextWriter.Null, isTerminal, variable), OutputMode.Text, Enum.Parse<ColorMode>(color));

        terminal.Out.Write(Block.Of(Line.Of("finished", Palette.Good)));

        Assert.Equal(expected, output.ToString().Contains($"{Escape}[32m", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(nameof(OutputMode.Text), true, "", true)]
    [InlineData(nameof(OutputMode.Text), true, "CI", false)]
    [InlineData(nameof(OutputMode.Text), false, "", false)]
    [InlineData(nameof(OutputMode.Json), true, "", false)]
    public void Only_a_terminal_gets_a_live_display(string mode, bool isTerminal, string variable, bool expected) =>
        Assert.Equal(expected, new Terminal(Host(TextWriter.Null, TextWriter.Null, isTerminal, variable), Enum.Parse<OutputMode>(mode), ColorMode.Auto).IsLive);

    [Fact]
    public void An_output_that_is_no_terminal_is_not_cut()
    {
        using var output = new StringWriter();
        var terminal = new Terminal(Host(output, TextWriter.Null), OutputMode.Text, ColorMode.Auto);
        var name = new string('x', 300);

        terminal.Out.Write(Listing.Table([new Column("a"), new Column("b", Rank: 1)], [[name, name]]));

        Assert.Contains($"{name}  {name}", output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(OutputMode.Json))]
    [InlineData(nameof(OutputMode.Jsonl))]
    [InlineData(nameof(OutputMode.None))]
    public void Words_to_people_are_said_in_the_text_form_only(string mode)
    {
        using var error = new StringWriter();

        new Terminal(Host(TextWriter.Null, error), Enum.Parse<OutputMode>(mode), ColorMode.Auto).Say("hello");

        Assert.Equal("", error.ToString());
    }

    [Fact]
    public async Task A_list_is_one_document_in_json_and_a_line_an_item_in_json_lines()
    {
        var json = await CommandLine.RunAsync("explain", "-o", "json");
        var lines = await CommandLine.RunAsync("explain", "-o", "jsonl");
        var none = await CommandLine.RunAsync("explain", "-o", "none");

        Assert.StartsWith("""{"schema":1,"errors":[{"code":"FED1001",""", json.Output, StringComparison.Ordinal);
        Assert.Equal(FederationErrors.All.Count, lines.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.All(lines.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.StartsWith("""{"schema":1,"code":"FED""", line, StringComparison.Ordinal));
        Assert.Equal("", none.Output + none.Error);
    }

    private static ConsoleHost Host(TextWriter output, TextWriter error, bool isTerminal = false, string variable = "") => new()
    {
        Out = output,
        Error = error,
        In = TextReader.Null,
        OutIsTerminal = isTerminal,
        ErrorIsTerminal = isTerminal,
        Variable = name => name == variable ? "1" : null,
    };
}
