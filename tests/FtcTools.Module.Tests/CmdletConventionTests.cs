using FtcTools.Help;
using FtcTools.Tests;
using Xunit;

namespace FtcTools.Module.Tests;

/// <summary>What every cmdlet owes its users, read from the built assembly.</summary>
public sealed class CmdletConventionTests
{
    // https://learn.microsoft.com/powershell/scripting/developer/cmdlet/approved-verbs-for-windows-powershell-commands
    private static readonly string[] ApprovedVerbs =
    [
        .. "Add Clear Close Copy Enter Exit Find Format Get Hide Join Lock Move New Open Optimize Pop Push Redo Remove Rename Reset Resize Search Select Set Show Skip Split Step Switch Undo Unlock Watch".Split(),
        .. "Connect Disconnect Read Receive Send Write".Split(),
        .. "Backup Checkpoint Compare Compress Convert ConvertFrom ConvertTo Dismount Edit Expand Export Group Import Initialize Limit Merge Mount Out Publish Restore Save Sync Unpublish Update".Split(),
        .. "Debug Measure Ping Repair Resolve Test Trace".Split(),
        .. "Approve Assert Build Complete Confirm Deny Deploy Disable Enable Install Invoke Register Request Restart Resume Start Stop Submit Suspend Uninstall Unregister Wait".Split(),
        .. "Block Grant Protect Revoke Unblock Unprotect".Split(),
    ];

    private static readonly string[] VerbsThatWrite = ["Add", "Clear", "Copy", "Export", "Move", "Remove", "Rename", "Save", "Set"];

    private static readonly IReadOnlyList<Cmdlet> All = Cmdlet.ReadAll(Repository.File("module/bin/FtcTools.PowerShell.dll"));

    public static TheoryData<string> Names => [.. All.Select(cmdlet => cmdlet.Name)];

    private static Cmdlet Find(string name) => All.Single(cmdlet => cmdlet.Name == name);

    private static Page PageOf(string name) => Page.Read(Repository.File($"docs/{name}.md"));

    [Theory]
    [MemberData(nameof(Names))]
    public void It_says_what_it_puts_out(string name) => Assert.NotEmpty(Find(name).OutputTypes);

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_verb_is_approved(string name) => Assert.Contains(Find(name).Verb, ApprovedVerbs);

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_noun_starts_with_Ftc(string name) => Assert.StartsWith("Ftc", Find(name).Noun, StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_class_is_sealed_and_called_after_it(string name)
    {
        var cmdlet = Find(name);
        Assert.True(cmdlet.Class.IsSealed);
        Assert.Equal($"FtcTools.PowerShell.{cmdlet.Verb}{cmdlet.Noun}Command", cmdlet.Class.FullName);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_asks_before_it_writes(string name)
    {
        var cmdlet = Find(name);
        Assert.True(cmdlet.SupportsShouldProcess || !VerbsThatWrite.Contains(cmdlet.Verb));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_page_describes_every_parameter_and_no_other(string name) => Assert.Equal(
        Find(name).Parameters.Select(parameter => "-" + parameter.Name).Order(),
        PageOf(name).Parameters.Select(section => section.Title).Order());

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_page_says_something_under_every_heading(string name)
    {
        var page = PageOf(name);
        Assert.NotEmpty(Prose.Paragraphs(page.Synopsis));
        Assert.NotEmpty(Prose.Paragraphs(page.Description));
        Assert.All(page.Parameters, section => Assert.NotEmpty(Prose.Paragraphs(section.Text)));
        Assert.NotEmpty(Prose.Paragraphs(page.SeeAlso));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_page_has_two_examples_or_more(string name)
    {
        var examples = PageOf(name).Examples;
        Assert.True(examples.Count >= 2);
        Assert.All(examples, section => Assert.StartsWith("PS> ", Prose.Code(section.Text)[0], StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_page_lists_the_types_that_it_puts_out(string name) => Assert.Equal(
        Find(name).OutputTypes.Select(type => type.FullName).Order(),
        PageOf(name).Outputs.Select(section => section.Title).Order());

    [Fact]
    public void Every_page_of_a_command_belongs_to_one() => Assert.Equal(
        All.Select(cmdlet => cmdlet.Name).Order(),
        Directory.GetFiles(Repository.File("docs"), "*-Ftc*.md").Select(Path.GetFileNameWithoutExtension).Order());
}
