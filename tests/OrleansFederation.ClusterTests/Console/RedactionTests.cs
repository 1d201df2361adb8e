using OrleansFederation.Errors;

namespace OrleansFederation.Console;

/// <summary>No secret leaves by way of an error.</summary>
public sealed class RedactionTests
{
    private const string Secret = "hunter22-topsecret";

    [Theory]
    [InlineData("Host=db;Password=hunter22-topsecret;Username=fed")]
    [InlineData("Host=db;password = 'hunter22-topsecret';Username=fed")]
    [InlineData("Host=db;PWD=\"hunter22-topsecret\"")]
    [InlineData("postgres://fed:hunter22-topsecret@db/federation")]
    [InlineData("{\"token\": \"hunter22-topsecret\"}")]
    [InlineData("api_key=hunter22-topsecret was refused")]
    [InlineData("Authorization: Bearer hunter22-topsecret")]
    public void What_looks_like_a_secret_is_masked(string text)
    {
        var safe = new Redaction().Apply(text);

        Assert.DoesNotContain(Secret, safe, StringComparison.Ordinal);
        Assert.Contains(Redaction.Mask, safe, StringComparison.Ordinal);
    }

    [Fact]
    public void The_password_in_use_is_masked_wherever_it_turns_up()
    {
        var redaction = new Redaction($"Host=db;Password={Secret}");

        Assert.Equal("the server said: *** is wrong", redaction.Apply($"the server said: {Secret} is wrong"));
    }

    [Fact]
    public void Text_without_secrets_stays_as_it_is()
    {
        const string text = "FED1020 at data.path: mnist/train-images-idx3-ubyte is missing (host=db;database=federation, https://example.org/a:b)";

        Assert.Equal(text, new Redaction("Host=db").Apply(text));
    }

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    public async Task A_planted_password_appears_in_no_output_of_a_failing_command(string form)
    {
        var ran = await CommandLine.RunAsync(
            "federation", "list", "--verbose", "-o", form, "--state", Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()),
            "--postgres", $"Host=127.0.0.1;Port=1;Timeout=1;Username=fed;Password={Secret}");

        Assert.NotEqual(ExitCodes.Ok, ran.ExitCode);
        Assert.DoesNotContain(Secret, ran.Output + ran.Error, StringComparison.Ordinal);
    }
}
