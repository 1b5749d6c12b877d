# 'dotnet pwsh' puts no pwsh on the PATH: a test that needs a session of its own gets one of the PowerShell that it runs in.
function pwsh { dotnet "$PSHOME/pwsh.dll" @args }

Export-ModuleMember pwsh
