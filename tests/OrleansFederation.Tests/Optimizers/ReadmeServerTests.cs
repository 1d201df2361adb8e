using System.Text.RegularExpressions;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Optimizers;

/// <summary>The README's table of server optimisers has every one and no other.</summary>
public sealed class ReadmeServerTests
{
    [Fact]
    public void The_optimisers_are_those_of_the_registry()
    {
        var text = File.ReadAllText(Path.Combine(TestFiles.Repository, "README.md"));
        text = text[text.IndexOf("### The server's step", StringComparison.Ordinal)..text.IndexOf("### Python next door", StringComparison.Ordinal)];

        var names = Regex.Matches(text, "^\\| (`.*?`) \\|", RegexOptions.Multiline).SelectMany(row => Regex.Matches(row.Groups[1].Value, "`([a-z-]+)`")).Select(match => match.Groups[1].Value);

        Assert.Equal(ServerOptimizers.All.Select(optimizer => optimizer.Name), names.Order(StringComparer.Ordinal));
    }
}
