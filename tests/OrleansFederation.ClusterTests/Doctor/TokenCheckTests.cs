using System.Buffers.Text;
using System.Text;

namespace OrleansFederation.Doctor;

/// <summary>What the doctor reads out of a token.</summary>
public sealed class TokenCheckTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_token_with_a_role_and_time_left_is_well() =>
        Assert.Equal(Verdict.Ok, TokenCheck.Look(Token($$"""{"sub":"ada","roles":["operator"],"exp":{{Now.AddDays(9).ToUnixTimeSeconds()}}}"""), Now).Verdict);

    [Theory]
    [InlineData(-1, Verdict.Fail)]
    [InlineData(3600, Verdict.Warn)]
    public void A_token_that_ended_is_a_fault_and_one_that_ends_soon_a_warning(int seconds, object verdict) =>
        Assert.Equal((Verdict)verdict, TokenCheck.Look(Token($$"""{"sub":"ada","roles":["operator"],"exp":{{Now.ToUnixTimeSeconds() + seconds}}}"""), Now).Verdict);

    [Theory]
    [InlineData("planted")]
    [InlineData("a.%%%.c")]
    [InlineData("a.W10.c")]
    public void What_is_no_token_is_a_fault_and_is_not_repeated(string token)
    {
        var finding = TokenCheck.Look(token, Now);

        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.DoesNotContain(token, finding.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void No_token_is_a_warning_with_a_remedy() => Assert.NotNull(TokenCheck.Look(null, Now).Remedy);

    private static string Token(string claims) => $"e30.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}.c2ln";
}
