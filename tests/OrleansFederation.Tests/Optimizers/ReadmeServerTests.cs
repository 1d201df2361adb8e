using System.Text.RegularExpressions;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Optimizers;

/// <summary>The README's table of server optimisers has every one and no other.</summary>
public sealed class ReadmeServerTests
{
    [Fact]
    public void The_optimisers_are_those_of_the_registry()
    {
        var names = Regex.Matches(ReadmeSection.Of("The server's step, and when to stop"), "^\\| (`.*?`) \\|", RegexOptions.Multiline).SelectMany(row => Regex.Matches(row.Groups[1].Value, "`([a-z-]+)`")).Select(match => match.Groups[1].Value);

        Assert.Equal(ServerOptimizers.All.Select(optimizer => optimizer.Name), names.Order(StringComparer.Ordinal));
    }
}
