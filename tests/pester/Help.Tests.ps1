BeforeDiscovery {
    Import-Module "$PSScriptRoot/../../FtcTools.psd1"
    Import-Module "$PSScriptRoot/Examples.psm1"
    $cmdlets = (Get-Command -Module FtcTools -CommandType Cmdlet).Name
    $pages = @(Get-ExampleBlock | Group-Object Page | ForEach-Object Name)
    $hasData = [bool](Get-ChildItem "$PSScriptRoot/../../examples" -Recurse -File -Filter digits.csv -ErrorAction Ignore)
}

BeforeAll {
    Import-Module "$PSScriptRoot/../../FtcTools.psd1"
    Import-Module "$PSScriptRoot/Examples.psm1"
}

Describe 'Get-Help <_>' -ForEach $cmdlets {
    BeforeAll {
        $script:name = $_
        $script:help = Get-Help $name -Full
    }

    It 'has a synopsis and a description' {
        $help.Synopsis | Should -Not -Match "^\s*$name "
        $help.description.Text | Should -Not -BeNullOrEmpty
    }

    It 'describes every parameter' {
        $common = [System.Management.Automation.Cmdlet]::CommonParameters + [System.Management.Automation.Cmdlet]::OptionalCommonParameters
        $parameters = (Get-Command $name).Parameters.Values.Where({ $_.Attributes.DontShow -notcontains $true }).Name | Where-Object { $_ -notin $common }
        ($help.parameters.parameter.name | Sort-Object) | Should -Be ($parameters | Sort-Object)
        foreach ($parameter in $help.parameters.parameter) { $parameter.description.Text | Should -Not -BeNullOrEmpty }
    }

    It 'has the facts right' {
        foreach ($parameter in $help.parameters.parameter) {
            $real = (Get-Command $name).Parameters[$parameter.name]
            $sets = @($real.ParameterSets.Values)
            $sets.IsMandatory | Should -Contain ([bool]::Parse($parameter.required))
            $real.Aliases -join ', ' | Should -Be ($parameter.aliases -replace '^none$')
        }
    }

    It 'has examples that begin with the code' {
        $help.examples.example.Count | Should -BeGreaterOrEqual 3
        $help.examples.example.code | ForEach-Object { $_ | Should -Match '^PS> ' }
    }

    It 'has the syntax on its page' {
        $text = Get-Content -LiteralPath "$PSScriptRoot/../../docs/$name.md" -Raw
        $syntax = [regex]::Match($text, '(?s)## Syntax\n\n```powershell\n(.*?)```').Groups[1].Value
        @($syntax -split "`n" | Where-Object { $_ }) | Should -Be (Get-SyntaxText $name)
    }
}

Describe 'about_FtcTools' {
    It 'is found' {
        Get-Help about_FtcTools | Should -Match 'frozen model'
    }

    It 'names every cmdlet' {
        $text = (Get-Help about_FtcTools) -join "`n"
        foreach ($name in (Get-Command -Module FtcTools -CommandType Cmdlet).Name) { $text | Should -Match $name }
    }
}

Describe 'about_<_>' -ForEach 'FtcExperiments', 'FtcTheory', 'FtcArithmetic' {
    It 'is found, and names cmdlets that exist' {
        $text = (Get-Help "about_$_") -join "`n"
        $text | Should -Match 'SHORT DESCRIPTION'
        foreach ($name in [regex]::Matches($text, '\b[A-Z][a-z]+-Ftc[A-Z][a-z]+').Value) { $name | Should -BeIn (Get-Command -Module FtcTools -CommandType Cmdlet).Name }
    }
}

Describe 'Examples' -Tag Slow -Skip:(-not $hasData) {
    BeforeAll {
        $script:blocks = @(Get-ExampleBlock)
        $script:outputs = @(Get-ExampleOutput $blocks)
    }

    It 'in <_> show what they show' -ForEach $pages {
        foreach ($at in 0..($blocks.Count - 1)) {
            if ($blocks[$at].Page -ne $_) { continue }
            $outputs[$at] -join "`n" | Should -BeExactly ($blocks[$at].Text -join "`n") -Because "of line $($blocks[$at].Line); Update-Example in tests/pester/Examples.psm1 writes what is true"
        }
    }
}
